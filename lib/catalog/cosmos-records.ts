import { PreconditionFailedError } from '../errors.ts';
import { connectCosmos, type CosmosContainers, type CosmosSettings } from './cosmos-client.ts';
import { documentId, sortableText } from './cosmos-names.ts';
import { appendToLog, deleteWholeLog, readEntries } from './cosmos-log.ts';
import { deleteDocument, readDocument, writeOver, type Stamped } from './cosmos-point.ts';
import type { PutCondition, RecordStore, StoredRecord } from './records.ts';

interface RecordDocument {
  readonly id: string;
  readonly pk: string;
  /** The record's id, so written that every order of text agrees. */
  readonly k: string;
  readonly name: string;
  readonly value: unknown;
}

/** Records in the container `records`; a partition of a table is a partition there. */
export async function openCosmosRecords(settings: CosmosSettings): Promise<RecordStore> {
  const containers = connectCosmos(settings);
  const { records } = containers;
  return {
    get: async <T>(table: string, partition: string, id: string) => {
      const found = await readDocument<RecordDocument>(records, documentId(id), partitionOf(table, partition));
      return found && recordOf<T>(found);
    },
    put: (table, partition, id, value, condition) => put(containers, table, partition, id, value, condition),
    delete: (table, partition, id) => deleteDocument(records, documentId(id), partitionOf(table, partition)),
    list: async <T>(table: string, partition: string, range: Parameters<RecordStore['list']>[2] = {}) => {
      const { after, before, limit, order = 'asc' } = range;
      const parameters = [{ name: '@pk', value: partitionOf(table, partition) }];
      const where = ['c.pk = @pk'];
      for (const [bound, sign, name] of [[after, '>', '@after'] as const, [before, '<', '@before'] as const]) {
        if (bound === undefined) continue;
        where.push(`c.k ${sign} ${name}`);
        parameters.push({ name, value: sortableText(bound) });
      }
      const top = limit === undefined ? '' : `TOP ${Math.max(0, Math.trunc(limit))} `;
      const query = `SELECT ${top}* FROM c WHERE ${where.join(' AND ')} ORDER BY c.k ${order.toUpperCase()}`;
      const { resources } = await records.items.query<Stamped<RecordDocument>>({ query, parameters }).fetchAll();
      return resources.map(recordOf<T>);
    },
    append: (log, partition, key, value) => appendToLog(records, log, partition, key, value),
    readLog: (log, partition, options) => readEntries(records, log, partition, options),
    deleteLog: (log, partition) => deleteWholeLog(records, log, partition),
    close: async () => containers.client.dispose(),
  };
}

async function put<T>(
  { records }: CosmosContainers,
  table: string,
  partition: string,
  id: string,
  value: T,
  condition: PutCondition | undefined,
): Promise<StoredRecord<T>> {
  const pk = partitionOf(table, partition);
  const document: RecordDocument = { id: documentId(id), pk, k: sortableText(id), name: id, value };
  const over = condition && 'ifMatch' in condition ? { _etag: condition.ifMatch } : undefined;
  const etag = condition ? await writeOver(records, document, pk, over) : (await records.items.upsert(document)).etag;
  if (etag !== undefined) return { id, value, etag };
  const found = await readDocument<RecordDocument>(records, document.id, pk);
  throw new PreconditionFailedError(`Record ${table}/${partition}/${id}`, over?._etag ?? null, found?._etag ?? null);
}

function recordOf<T>({ name, value, _etag }: Stamped<RecordDocument>): StoredRecord<T> {
  return { id: name, value: value as T, etag: _etag };
}

/** Two texts as one without meeting another two. */
function partitionOf(table: string, partition: string): string {
  return documentId(`${table.length}|${table}|${partition}`);
}
