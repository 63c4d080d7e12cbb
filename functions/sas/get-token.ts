import { json, type Handler } from '../../lib/http/handler.ts';
import { parseDuration } from '../../lib/sas/parse-sign-request.ts';
import { tokenAnswer } from '../../lib/sas/sas-answers.ts';
import type { Deps } from '../deps.ts';
import type { SasService } from './sas-service.ts';

type Use = Pick<Deps, 'config'> & { readonly sas: SasService };

/** `GET /api/sas/v1/token/{account}/{container}` */
export const getContainerToken =
  (deps: Use): Handler =>
  async (request) => {
    const minutes = parseDuration(request.query.get('duration'), deps.config);
    const { account = '', container = '' } = request.params;
    return noStore(tokenAnswer(await deps.sas.tokens.of({ account, container }, minutes)));
  };

/** `GET /api/sas/v1/token/{collection}` */
export const getCollectionToken =
  (deps: Use): Handler =>
  async (request) => {
    const minutes = parseDuration(request.query.get('duration'), deps.config);
    const place = await deps.sas.published.ofCollection(request.params['collection'] ?? '');
    return noStore(tokenAnswer(await deps.sas.tokens.of(place, minutes)));
  };

/** An intermediary that kept a token would hand it out past its expiry. */
const noStore = (body: unknown) => json(body, { headers: { 'cache-control': 'no-store' } });
