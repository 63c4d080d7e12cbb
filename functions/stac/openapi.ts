import { json, type Handler } from '../../lib/http/handler.ts';
import { mediaTypes } from '../../lib/stac/media-types.ts';
import { openApi } from '../../lib/stac/openapi.ts';
import { openApiPage } from '../../lib/stac/openapi-page.ts';
import type { Deps } from '../deps.ts';
import { stacRoot } from './stac-root.ts';

/** `GET /api/stac/v1/api`: OpenAPI 3.1, or 3.0 for who asks for `version=3.0` in Accept. */
export const getOpenApi =
  (deps: Pick<Deps, 'config'>): Handler =>
  async (request) => {
    const old = /version="?3\.0/.test(request.headers.get('accept') ?? '');
    return json(openApi(stacRoot(request, deps), old ? '3.0' : '3.1'), {
      type: old ? mediaTypes.openapi30 : mediaTypes.openapi,
      headers: { vary: 'accept' },
    });
  };

/** `GET /api/stac/v1/api.html` */
export const getOpenApiPage =
  (deps: Pick<Deps, 'config'>): Handler =>
  async (request) => ({
    headers: { 'content-type': mediaTypes.html },
    body: openApiPage(openApi(stacRoot(request, deps), '3.1')),
  });
