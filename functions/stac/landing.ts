import { json, type Handler } from '../../lib/http/handler.ts';
import { conformsTo } from '../../lib/stac/conformance.ts';
import { landingPage } from '../../lib/stac/landing-page.ts';
import type { Deps } from '../deps.ts';
import { stacRoot } from './stac-root.ts';

/** `GET /api/stac/v1` */
export const getLandingPage =
  (deps: Pick<Deps, 'catalog' | 'config'>): Handler =>
  async (request) =>
    json(landingPage(stacRoot(request, deps), await deps.catalog.listCollections()));

/** `GET /api/stac/v1/conformance` */
export const getConformance: Handler = async () => json({ conformsTo });
