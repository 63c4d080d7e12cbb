import type { RecordStore } from '../catalog/records.ts';
import { NotFoundError, PreconditionFailedError } from '../errors.ts';
import type { CompositeRequest } from './composite-request.ts';
import type { OutputGrid } from './composite-plan.ts';

export type JobState = 'queued' | 'running' | 'cancelling' | 'succeeded' | 'failed' | 'cancelled';

export interface JobResults {
  readonly collection: string;
  readonly item: string;
  /** Unsigned; sign it to read it. */
  readonly href: string;
  readonly preview: string;
}

/** A job as the store keeps it. The id is its content key, so that the same request over the same items is one job. */
export interface JobRecord {
  readonly id: string;
  readonly kind: 'composite';
  readonly state: JobState;
  readonly request: CompositeRequest;
  /** Items that go in, with the versions seen. */
  readonly scenes: readonly { readonly collection: string; readonly item: string; readonly version: string }[];
  readonly grid: OutputGrid;
  readonly tileSize: number;
  readonly tiles: number;
  /** Grows when a failed or cancelled job is asked for again; part of the instance and Batch job ids. */
  readonly attempt: number;
  /** Base URL that the result's links start with. */
  readonly origin: string;
  readonly created: string;
  readonly updated: string;
  /** When its files had been written. */
  readonly written?: string;
  readonly schedule?: string;
  readonly error?: string;
  readonly results?: JobResults;
}

export const ended: ReadonlySet<JobState> = new Set(['succeeded', 'failed', 'cancelled']);

/** How a part of a job (a chunk of tiles, the assembly, the item) stands. */
export interface PartState {
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly done: number;
  readonly error?: string;
}

/** Whether an attempt's parts have to stop: one of them has failed, the job was cancelled, or it is in another attempt. */
export function stopOf(job: JobRecord, attempt: number): Pick<PartState, 'state' | 'error'> | undefined {
  if (job.attempt !== attempt || ended.has(job.state)) return { state: 'cancelled' };
  if (job.state !== 'cancelling') return undefined;
  return job.error === undefined ? { state: 'cancelled' } : { state: 'failed', error: job.error };
}

/** Durable instance of the current attempt. */
export function instanceId(job: Pick<JobRecord, 'id' | 'attempt'>): string {
  return `${job.id}-${job.attempt}`;
}

/** Bytes of a request: a record holds it beside 2,000 scenes, and a Cosmos document has 2 MB. */
export const jobBodyLimit = 512 * 1024;

const table = 'jobs';
const byTime = 'jobs-by-time';

/** @throws {NotFoundError} */
export async function requireJob(records: RecordStore, id: string): Promise<JobRecord> {
  const found = await records.get<JobRecord>(table, id, 'job');
  if (!found) throw new NotFoundError('job', id);
  return found.value;
}

/** Creates the job, or returns the one that is there. */
export async function createJob(records: RecordStore, job: JobRecord): Promise<{ job: JobRecord; created: boolean }> {
  // The index entry first: an entry without a job is skipped by readers, a job without an entry would stay unseen.
  await records.put(byTime, 'all', `${job.created} ${job.id}`, { id: job.id });
  try {
    await records.put(table, job.id, 'job', job, { ifNoneMatch: '*' });
    return { job, created: true };
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error;
    const found = await requireJob(records, job.id);
    // Asked for twice within a millisecond both have one entry.
    if (found.created !== job.created) await records.delete(byTime, 'all', `${job.created} ${job.id}`);
    return { job: found, created: false };
  }
}

/** Read, change, write under the etag; `change` returns undefined to leave it. Jobs that ended only change when `change` says so.
 * @throws {NotFoundError} */
export async function updateJob(
  records: RecordStore,
  id: string,
  now: Date,
  change: (job: JobRecord) => JobRecord | undefined,
): Promise<JobRecord> {
  for (;;) {
    const found = await records.get<JobRecord>(table, id, 'job');
    if (!found) throw new NotFoundError('job', id);
    const changed = change(found.value);
    if (!changed) return found.value;
    try {
      const written = await records.put(
        table,
        id,
        'job',
        { ...changed, updated: now.toISOString() },
        { ifMatch: found.etag },
      );
      return written.value;
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error;
    }
  }
}

/** Puts a job that has ended, or that nobody works on any more, in the line again: once, however many ask at a time.
 * @param seen as the caller found it */
export async function nextAttempt(records: RecordStore, seen: JobRecord, now: Date): Promise<JobRecord> {
  return updateJob(records, seen.id, now, (found) => {
    if (found.attempt !== seen.attempt) return undefined;
    const { error: _error, results: _results, written: _written, ...rest } = found;
    return { ...rest, state: 'queued', attempt: found.attempt + 1 };
  });
}

/** Newest first. @param before exclusive cursor of an earlier page */
export async function listJobs(
  records: RecordStore,
  options: { readonly limit: number; readonly before?: string },
): Promise<{ readonly jobs: readonly JobRecord[]; readonly next?: string }> {
  const range = options.before === undefined ? {} : { before: options.before };
  const entries = await records.list<{ id: string }>(byTime, 'all', { order: 'desc', limit: options.limit, ...range });
  const found = await Promise.all(entries.map((entry) => records.get<JobRecord>(table, entry.value.id, 'job')));
  // An entry whose writer died, or met a job that was there, is no job's.
  const jobs = found.flatMap((record, at) =>
    record && entries[at]?.id === `${record.value.created} ${record.value.id}` ? [record.value] : [],
  );
  const last = entries.length === options.limit ? entries.at(-1)?.id : undefined;
  return last === undefined ? { jobs } : { jobs, next: last };
}
