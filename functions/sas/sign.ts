import { json, type Handler } from '../../lib/http/handler.ts';
import { parseDuration, parseSignRequest } from '../../lib/sas/parse-sign-request.ts';
import { hrefAnswer } from '../../lib/sas/sas-answers.ts';
import { signHref } from '../../lib/sas/sign-href.ts';
import type { Deps } from '../deps.ts';
import type { SasService } from './sas-service.ts';

/** `GET /api/sas/v1/sign?href=` */
export const sign =
  (deps: Pick<Deps, 'config'> & { readonly sas: SasService }): Handler =>
  async (request) => {
    const { href, duration } = parseSignRequest(request.url);
    const signed = await signHref(deps.sas, href, parseDuration(duration, deps.config));
    return json(hrefAnswer(signed), { headers: { 'cache-control': 'no-store' } });
  };
