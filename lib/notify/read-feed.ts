import { z } from 'zod';
import type { LogEntry, RecordStore } from '../catalog/records.ts';
import { PreconditionFailedError, invalid } from '../errors.ts';
import type { FeedEntry } from './feed-entry.ts';
import { feedLog } from './subscription-logs.ts';

/** Where a reader is and how much it wants. A cursor is the number of the last entry that was seen. */
export const feedQuerySchema = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'a cursor that this feed gave')
    .transform(Number)
    .optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'a whole number from 1 to 999')
    .transform(Number)
    .default(50),
  order: z.enum(['asc', 'desc']).optional(),
});
export type FeedQuery = z.infer<typeof feedQuerySchema>;

export interface FeedPage {
  readonly entries: readonly LogEntry<FeedEntry>[];
  /** Give it back to read on; asc: also when there is nothing new yet. Absent at the oldest end of desc. */
  readonly cursor?: string;
}

const acks = 'feed-acks';

/** A page of a subscription's feed. Reading in ascending order without a cursor starts after what was acknowledged. */
export async function readFeed(
  records: RecordStore,
  subscription: string,
  query: FeedQuery & { readonly order: 'asc' | 'desc' },
): Promise<FeedPage> {
  const { limit, order } = query;
  const cursor = query.cursor ?? (order === 'asc' ? await acknowledged(records, subscription) : undefined);
  const entries = await records.readLog<FeedEntry>(feedLog, subscription, {
    limit,
    order,
    ...(cursor === undefined ? {} : { cursor }),
  });
  const last = entries.at(-1)?.seq;
  if (order === 'asc') return { entries, cursor: String(last ?? cursor ?? 0) };
  return last === undefined || last === 1 || entries.length < limit ? { entries } : { entries, cursor: String(last) };
}

/** Acknowledges everything up to and with an entry. Never goes back.
 * @throws {InvalidInputError} for an entry that is not there yet */
export async function acknowledge(records: RecordStore, subscription: string, seq: number): Promise<number> {
  const [newest] = await records.readLog(feedLog, subscription, { limit: 1, order: 'desc' });
  if (seq > (newest?.seq ?? 0)) throw invalid('cursor', `the feed's last entry is ${newest?.seq ?? 0}`);
  for (;;) {
    const found = await records.get<{ seq: number }>(acks, subscription, 'ack');
    if (found && found.value.seq >= seq) return found.value.seq;
    try {
      await records.put(acks, subscription, 'ack', { seq }, found ? { ifMatch: found.etag } : { ifNoneMatch: '*' });
      return seq;
    } catch (error) {
      // Another reader acknowledged at the same time.
      if (!(error instanceof PreconditionFailedError)) throw error;
    }
  }
}

export async function removeAcknowledgement(records: RecordStore, subscription: string): Promise<void> {
  await records.delete(acks, subscription, 'ack');
}

async function acknowledged(records: RecordStore, subscription: string): Promise<number | undefined> {
  return (await records.get<{ seq: number }>(acks, subscription, 'ack'))?.value.seq;
}
