import { createHash, randomBytes } from 'node:crypto';
import { canonicalJson } from '../catalog/canonical-json.ts';
import type { RecordStore, StoredRecord } from '../catalog/records.ts';
import { InvalidInputError, NotFoundError, PreconditionFailedError, type FieldIssue } from '../errors.ts';

/** A message that could not be processed. */
export interface Failure {
  /** Sorts by the time of the first failure. */
  readonly id: string;
  readonly queue: string;
  readonly message: unknown;
  /** What it is about, for example a blob's URL: a later success of the same subject resolves it. */
  readonly subject: string;
  readonly reason: string;
  /** Bad fields of the message, when it was those. */
  readonly fields: readonly FieldIssue[];
  /** Times it failed for good: again after every replay. */
  readonly attempts: number;
  /** RFC 3339: the first time. */
  readonly time: string;
  /** RFC 3339: the last time. */
  readonly lastTime: string;
  /** RFC 3339: when a later message of the subject went through. */
  readonly resolved?: string;
  /** RFC 3339: when it was put back on its queue; off the list until it fails again. */
  readonly replayed?: string;
}

const table = 'failures';
const partition = 'all';
const subjects = 'failure-subjects';

export interface FailedMessage {
  readonly queue: string;
  readonly message: unknown;
  readonly subject?: string;
  readonly error: unknown;
}

/** Records a failure; another one of an unresolved subject counts up in its place. */
export async function recordFailure(records: RecordStore, failed: FailedMessage, now: Date): Promise<Failure> {
  const subject = failed.subject ?? messageDigest(failed.message);
  const key = subjectKey(subject);
  const known = await openFailure(records, failed.queue, key);
  const time = now.toISOString();
  const failure: Failure = {
    id: known?.id ?? `${time.replaceAll(/[-:.]/g, '')}-${randomBytes(6).toString('hex')}`,
    queue: failed.queue,
    message: failed.message,
    subject,
    reason: reasonOf(failed.error),
    fields: failed.error instanceof InvalidInputError ? failed.error.issues : [],
    attempts: (known?.attempts ?? 0) + 1,
    time: known?.time ?? time,
    lastTime: time,
  };
  await records.put(table, partition, failure.id, failure);
  await records.put(subjects, failed.queue, key, { failure: failure.id });
  return failure;
}

/** Marks the failure of a subject, if there is one, as overcome. */
export async function resolveFailure(records: RecordStore, queue: string, subject: string, now: Date): Promise<void> {
  const key = subjectKey(subject);
  const known = await openFailure(records, queue, key);
  if (!known) return;
  await records.put<Failure>(table, partition, known.id, { ...known, resolved: now.toISOString() });
  await records.delete(subjects, queue, key);
}

/** @throws {NotFoundError} also for one that was put back and has not failed since */
export async function requireFailure(records: RecordStore, id: string): Promise<StoredRecord<Failure>> {
  const found = await records.get<Failure>(table, partition, id);
  if (!found || found.value.replayed !== undefined) throw new NotFoundError('failure', id);
  return found;
}

/** Takes a failure whose message is back on its queue off the list. One that changed since it was read stays: its message
 * was faster, and has failed again or gone through. */
export async function markReplayed(records: RecordStore, failure: StoredRecord<Failure>, now: Date): Promise<void> {
  const replayed: Failure = { ...failure.value, replayed: now.toISOString() };
  await records.put(table, partition, failure.id, replayed, { ifMatch: failure.etag }).catch((error: unknown) => {
    if (!(error instanceof PreconditionFailedError)) throw error;
  });
}

export interface FailurePage {
  readonly failures: readonly Failure[];
  /** Id to go on before. */
  readonly next?: string;
}

/** Newest first. @param before exclusive id */
export async function listFailures(
  records: RecordStore,
  options: { readonly limit: number; readonly before?: string; readonly resolved: boolean },
): Promise<FailurePage> {
  const found: Failure[] = [];
  let before = options.before;
  for (;;) {
    const page = await records.list<Failure>(table, partition, {
      order: 'desc',
      limit: options.limit + 1,
      ...(before === undefined ? {} : { before }),
    });
    found.push(
      ...page
        .map(({ value }) => value)
        .filter((failure) => options.resolved || !(failure.resolved ?? failure.replayed)),
    );
    before = page.at(-1)?.id;
    if (page.length <= options.limit || found.length > options.limit) break;
  }
  const failures = found.slice(0, options.limit);
  const last = failures.at(-1);
  return found.length > options.limit && last ? { failures, next: last.id } : { failures };
}

/** Messages are compared by what they hold: the queue keeps their text, which may be spaced otherwise. */
export function sameMessage(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

async function openFailure(records: RecordStore, queue: string, key: string): Promise<Failure | undefined> {
  const pointer = await records.get<{ failure: string }>(subjects, queue, key);
  if (!pointer) return undefined;
  return (await records.get<Failure>(table, partition, pointer.value.failure))?.value;
}

export function messageDigest(message: unknown): string {
  return createHash('sha256').update(canonicalJson(message)).digest('hex');
}

/** Subjects may be longer than a record's id. */
function subjectKey(subject: string): string {
  return subject.length <= 240 ? subject : createHash('sha256').update(subject).digest('hex');
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 4000);
}
