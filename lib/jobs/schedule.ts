import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/records.ts';
import { InvalidInputError, NotFoundError, PreconditionFailedError, invalid } from '../errors.ts';
import { checkRequest } from './check-request.ts';
import { compositeBody, compositeRequest, compositeRequestSchema, type CompositeRequest } from './composite-request.ts';
import { nextRun } from './cron.ts';
import { isRelative } from './relative-datetime.ts';

const cronSchema = z.string().min(1).max(128).describe('five or six fields, UTC');

/** What `POST /api/jobs/v1/schedules` takes: when to run it, and a composite's body, beside `cron` or as `composite`. */
export const scheduleRequestSchema = z.unknown().transform((body, context): ScheduleRequest => {
  const nested = typeof body === 'object' && body !== null && 'composite' in body;
  const parsed = (nested ? nestedRequest : flatRequest).safeParse(body);
  if (parsed.success) return parsed.data;
  context.issues.push(...parsed.error.issues.map((issue) => ({ ...issue, input: undefined })));
  return z.NEVER;
});

export interface ScheduleRequest {
  readonly cron: string;
  readonly request: CompositeRequest;
}

const nestedRequest = z
  .strictObject({ cron: cronSchema, composite: compositeRequestSchema })
  .transform(({ cron, composite }) => ({ cron, request: composite }));
const flatRequest = compositeBody
  .extend({ cron: cronSchema })
  .transform(({ cron, ...body }, context) => ({ cron, request: compositeRequest(body, context) }));

export interface Schedule {
  readonly id: string;
  readonly cron: string;
  readonly request: CompositeRequest;
  /** Base URL that results' links start with. */
  readonly origin: string;
  readonly created: string;
  /** RFC 3339; absent when the expression names no further time. */
  readonly nextRun?: string;
  readonly lastRun?: { readonly at: string; readonly job?: string; readonly error?: string };
}

const table = 'schedules';

/** @throws {InvalidInputError} naming the field; the datetime has to be relative, or every run would do the same */
export async function createSchedule(
  deps: { readonly catalog: Catalog; readonly records: RecordStore },
  { cron, request }: ScheduleRequest,
  options: { readonly origin: string; readonly now: Date },
): Promise<Schedule> {
  if (request.datetime === undefined || !isRelative(request.datetime)) {
    throw invalid('datetime', 'a schedule needs one that is relative to the time of its run, such as P30D or P7D/now');
  }
  const next = nextRun(cron, options.now);
  if (!next) throw invalid('cron', 'names no time in the future');
  await checkRequest(deps.catalog, request, options.now);
  const schedule: Schedule = {
    id: randomUUID(),
    cron,
    request,
    origin: options.origin,
    created: options.now.toISOString(),
    nextRun: next.toISOString(),
  };
  await deps.records.put(table, 'all', schedule.id, schedule, { ifNoneMatch: '*' });
  return schedule;
}

/** In order of id. */
export async function listSchedules(records: RecordStore): Promise<readonly Schedule[]> {
  return (await records.list<Schedule>(table, 'all')).map((record) => record.value);
}

/** @throws {NotFoundError} */
export async function requireSchedule(records: RecordStore, id: string): Promise<Schedule> {
  const found = await records.get<Schedule>(table, 'all', id);
  if (!found) throw new NotFoundError('schedule', id);
  return found.value;
}

/** @throws {NotFoundError} */
export async function deleteSchedule(records: RecordStore, id: string): Promise<void> {
  if (!(await records.delete(table, 'all', id))) throw new NotFoundError('schedule', id);
}

export interface ScheduleOutcome {
  readonly schedule: string;
  readonly job?: string;
  /** Why it can't run. */
  readonly error?: string;
}

/** Runs what is due. A schedule that was missed (the app was down) runs once, for now, and not once for each missed time.
 * The run comes before the record of it: a crash in between runs it again, and the job's content key makes that the same job.
 * @param run starts the composite and gives its job id
 * @throws {AggregateError} of what failed for a time, after all the others have run; those stay due */
export async function runDueSchedules(
  records: RecordStore,
  now: Date,
  run: (schedule: Schedule) => Promise<string>,
): Promise<readonly ScheduleOutcome[]> {
  const outcomes: ScheduleOutcome[] = [];
  const failures: unknown[] = [];
  for (const record of await records.list<Schedule>(table, 'all')) {
    const schedule = record.value;
    if (schedule.nextRun === undefined || new Date(schedule.nextRun) > now) continue;
    const outcome = await runOne(schedule, run).catch((error: unknown) => void failures.push(error));
    if (!outcome) continue;
    const next = nextRun(schedule.cron, now);
    const { nextRun: _due, ...rest } = schedule;
    const changed: Schedule = {
      ...rest,
      lastRun: { at: now.toISOString(), ...outcome },
      ...(next ? { nextRun: next.toISOString() } : {}),
    };
    await records.put(table, 'all', schedule.id, changed, { ifMatch: record.etag }).catch((error: unknown) => {
      // Deleted or changed meanwhile: theirs stands.
      if (!(error instanceof PreconditionFailedError)) throw error;
    });
    outcomes.push({ schedule: schedule.id, ...outcome });
  }
  if (failures.length > 0) throw new AggregateError(failures, 'schedules that will be tried again');
  return outcomes;
}

/** No scenes, or a request that stopped being valid, is a result to show; anything else leaves the schedule due. */
async function runOne(
  schedule: Schedule,
  run: (schedule: Schedule) => Promise<string>,
): Promise<{ job?: string; error?: string }> {
  try {
    return { job: await run(schedule) };
  } catch (error) {
    if (error instanceof InvalidInputError || error instanceof NotFoundError) return { error: error.message };
    throw error;
  }
}
