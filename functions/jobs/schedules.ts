import { baseUrl } from '../../lib/http/base-url.ts';
import type { Handler } from '../../lib/http/handler.ts';
import { json } from '../../lib/http/handler.ts';
import { parseWith, readJson } from '../../lib/http/read-body.ts';
import { jobBodyLimit } from '../../lib/jobs/job-record.ts';
import {
  createSchedule,
  deleteSchedule,
  listSchedules,
  requireSchedule,
  scheduleRequestSchema,
} from '../../lib/jobs/schedule.ts';
import type { Deps } from '../deps.ts';

/** `POST /api/jobs/v1/schedules`: 201 with Location. */
export const postSchedule =
  (deps: Pick<Deps, 'catalog' | 'records' | 'config'>): Handler =>
  async (request) => {
    const body = parseWith(scheduleRequestSchema, await readJson(request, jobBodyLimit));
    const base = baseUrl(request, deps.config);
    const schedule = await createSchedule(deps, body, { origin: base, now: new Date() });
    return json(schedule, { status: 201, headers: { location: `${base}/api/jobs/v1/schedules/${schedule.id}` } });
  };

/** `GET /api/jobs/v1/schedules`. */
export const getSchedules =
  (deps: Pick<Deps, 'records'>): Handler =>
  async () =>
    json({ schedules: await listSchedules(deps.records) });

/** `GET /api/jobs/v1/schedules/{id}`: with its next and last run. */
export const getSchedule =
  (deps: Pick<Deps, 'records'>): Handler =>
  async (request) =>
    json(await requireSchedule(deps.records, request.params['id'] ?? ''));

/** `DELETE /api/jobs/v1/schedules/{id}`: 204; runs that were started go on. */
export const removeSchedule =
  (deps: Pick<Deps, 'records'>): Handler =>
  async (request) => {
    await deleteSchedule(deps.records, request.params['id'] ?? '');
    return { status: 204 };
  };
