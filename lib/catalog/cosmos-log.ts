import { BulkOperationType, type Container, type OperationInput } from '@azure/cosmos';
import { documentId } from './cosmos-names.ts';
import { backOff, deleteDocument, readDocument, type Stamped } from './cosmos-point.ts';
import type { LogEntry } from './records.ts';

/** Counts a log's entries; its etag lets one writer at a time add one. */
interface HeadDocument {
  readonly id: 'head';
  readonly pk: string;
  readonly last: number;
}

interface EntryDocument {
  readonly id: string;
  readonly pk: string;
  readonly seq: number;
  readonly key: string;
  readonly at: string;
  readonly value: unknown;
}

/** Head and entry are written as one batch or not at all, so that numbers have no gaps and a reader
 * who sees an entry sees all before it. */
export async function appendToLog(
  records: Container,
  log: string,
  partition: string,
  key: string,
  value: unknown,
): Promise<{ readonly seq: number; readonly created: boolean }> {
  const pk = partitionOf(log, partition);
  const id = `e.${documentId(key)}`;
  return inTurn(pk, async () => {
    for (let attempt = 0; ; attempt++) {
      const known = await readDocument<EntryDocument>(records, id, pk);
      if (known) return { seq: known.seq, created: false };
      const head = await readDocument<HeadDocument>(records, 'head', pk);
      const seq = (head?.last ?? 0) + 1;
      const next: HeadDocument = { id: 'head', pk, last: seq };
      const entry: EntryDocument = { id, pk, seq, key, at: new Date().toISOString(), value };
      if (await writeBoth(records, pk, next, head?._etag, entry)) return { seq, created: true };
      await backOff(attempt);
    }
  });
}

async function writeBoth(
  records: Container,
  pk: string,
  head: HeadDocument,
  etag: string | undefined,
  entry: EntryDocument,
): Promise<boolean> {
  const operations = [
    etag === undefined
      ? { operationType: BulkOperationType.Create, resourceBody: { ...head } }
      : { operationType: BulkOperationType.Replace, id: head.id, ifMatch: etag, resourceBody: { ...head } },
    { operationType: BulkOperationType.Create, resourceBody: { ...entry } },
  ] as unknown as OperationInput[];
  const { result } = await records.items.batch(operations, pk);
  const failed = result?.find(({ statusCode }) => statusCode >= 400 && statusCode !== 424);
  if (!failed) return true;
  if ([404, 409, 412, 449].includes(failed.statusCode)) return false;
  throw new Error(`Appending to a log failed with status ${failed.statusCode}`);
}

export async function readEntries<T>(
  records: Container,
  log: string,
  partition: string,
  { cursor, limit, order }: { readonly cursor?: number; readonly limit: number; readonly order: 'asc' | 'desc' },
): Promise<readonly LogEntry<T>[]> {
  const from = cursor ?? (order === 'asc' ? 0 : Number.MAX_SAFE_INTEGER);
  const query = `SELECT TOP ${Math.max(0, Math.trunc(limit))} * FROM c WHERE c.pk = @pk AND c.seq ${
    order === 'asc' ? '>' : '<'
  } @from ORDER BY c.seq ${order.toUpperCase()}`;
  const parameters = [
    { name: '@pk', value: partitionOf(log, partition) },
    { name: '@from', value: from },
  ];
  const { resources } = await records.items.query<Stamped<EntryDocument>>({ query, parameters }).fetchAll();
  return resources.map(({ seq, key, at, value }) => ({ seq, key, at, value: value as T }));
}

/** The head goes last: cut short, the log still counts on. */
export async function deleteWholeLog(records: Container, log: string, partition: string): Promise<void> {
  const pk = partitionOf(log, partition);
  const query = { query: 'SELECT c.id FROM c WHERE c.pk = @pk', parameters: [{ name: '@pk', value: pk }] };
  const { resources } = await records.items.query<{ id: string }>(query).fetchAll();
  for (const { id } of resources) if (id !== 'head') await deleteDocument(records, id, pk);
  await deleteDocument(records, 'head', pk);
}

function partitionOf(log: string, partition: string): string {
  return documentId(`log|${log.length}|${log}|${partition}`);
}

const turns = new Map<string, Promise<unknown>>();

/** Runs the work of one log one after the other: in one process nobody has to retry. */
function inTurn<T>(log: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(log) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  turns.set(log, settled);
  void settled.then(() => {
    if (turns.get(log) === settled) turns.delete(log);
  });
  return mine;
}
