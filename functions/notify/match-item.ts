import type { InvocationContext } from '@azure/functions';
import { itemChangedSchema, queues } from '../../lib/events/queues.ts';
import { parseWith } from '../../lib/http/read-body.ts';
import { inParallel } from '../../lib/jobs/in-parallel.ts';
import { appendEntry, feedEntry } from '../../lib/notify/feed-entry.ts';
import type { SubscriptionIndex } from '../../lib/notify/subscription-index.ts';
import type { Deps } from '../deps.ts';

/** Queue `item-changed`: one feed entry for each subscription that the item matches, and a delivery for each webhook. */
export const matchItem =
  (deps: Pick<Deps, 'catalog' | 'records' | 'queues'> & { readonly subscriptions: SubscriptionIndex }) =>
  async (message: unknown, context: InvocationContext): Promise<void> => {
    const changed = parseWith(itemChangedSchema, message);
    const stored =
      changed.change === 'deleted' ? undefined : await deps.catalog.getItem(changed.collection, changed.id);
    // Gone, or changed again: the newer change has its own message.
    if (stored?.version !== changed.version) return;
    const item = stored.item();
    const matched = await deps.subscriptions.match(item);
    const entry = feedEntry(item, changed);
    await inParallel(matched, 16, async ({ id, webhook }) => {
      const { seq } = await appendEntry(deps.records, id, entry);
      if (!webhook || webhook.disabled !== undefined) return;
      // Also for an entry that was there: the process may have died before this line.
      await deps.queues.send(queues.webhookDeliveries, { subscription: id, seq, attempt: 0 });
    });
    context.debug(`${changed.collection}/${changed.id}: ${matched.length} subscriptions`);
  };
