import { z } from 'zod';
import { baseUrl } from '../../lib/http/base-url.ts';
import { json, type Handler } from '../../lib/http/handler.ts';
import { parseWith } from '../../lib/http/read-body.ts';
import { listFailures } from '../../lib/jobs/failures.ts';
import type { Deps } from '../deps.ts';

const querySchema = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  before: z.string().min(1).max(200).optional(),
  resolved: z.enum(['true', 'false']).default('false'),
});

/** GET /api/jobs/v1/failures: messages that could not be processed, newest first; resolved ones with `resolved=true`. */
export const listFailuresHandler =
  (deps: Pick<Deps, 'records' | 'config'>): Handler =>
  async (request) => {
    const query = parseWith(querySchema, Object.fromEntries(request.query));
    const { failures, next } = await listFailures(deps.records, {
      limit: query.limit,
      resolved: query.resolved === 'true',
      ...(query.before === undefined ? {} : { before: query.before }),
    });
    const path = `${baseUrl(request, deps.config)}/api/jobs/v1/failures`;
    const nextQuery = new URLSearchParams({ limit: String(query.limit), resolved: query.resolved, before: next ?? '' });
    return json({
      failures,
      links: [
        { rel: 'self', href: path, type: 'application/json' },
        ...(next === undefined
          ? []
          : [{ rel: 'next', href: `${path}?${nextQuery.toString()}`, type: 'application/json' }]),
      ],
    });
  };
