import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RecordStore } from '../catalog/records.ts';
import { InvalidInputError, NotFoundError, PreconditionFailedError, invalid } from '../errors.ts';
import { compositeRequestSchema } from './composite-request.ts';
import type { CompositeRequest } from './composite-request.ts';
import { nextRun } from './cron.ts';
import { isRelative } from './relative-datetime.ts';

/** What `POST /api/jobs/v1/schedules` takes: a composite's body and when to run it. */
export const scheduleRequestSchema = compositeRequestSchema.extend({
  cron: z.string().min(9).max(128).describe('five or six fields, UTC'),
});

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
  records: RecordStore,
  body: z.infer<typeof scheduleRequestSchema>,
  options: { readonly origin: string; readonly now: Date },
): Promise<Schedule> {
  const { cron, ...request } = body;
  if (request.datetime === undefined || !isRelative(request.datetime)) {
    throw invalid('datetime', 'a schedule needs one that is relative to the time of its run, such as P30D or P7D/now');
  }
  const next = nextRun(cron, options.now);
  if (!next) throw invalid('cron', 'names no time in the future');
  const schedule: Schedule = {
    id: randomUUID(),
    cron,
    request,
    origin: options.origin,
    created: options.now.toISOString(),
    nextRun: next.toISOString(),
  };
  await records.put(table, 'all', schedule.id, schedule, { ifNoneMatch: '*' });
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

/** Runs what is due. A schedule that was missed (the app was down) runs once, for now, and not once for each missed time.
 * The run comes before the record of it: a crash in between runs it again, and the job's content key makes that the same job.
 * @param run starts the composite and gives its job id */
export async function runDueSchedules(
  records: RecordStore,
  now: Date,
  run: (schedule: Schedule) => Promise<string>,
): Promise<readonly { readonly schedule: string; readonly job?: string; readonly error?: string }[]> {
  const outcomes = [];
  for (const record of await records.list<Schedule>(table, 'all')) {
    const schedule = record.value;
    if (schedule.nextRun === undefined || new Date(schedule.nextRun) > now) continue;
    const outcome = await runOne(schedule, run);
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
