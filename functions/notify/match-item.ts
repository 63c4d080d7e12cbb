import type { InvocationContext } from '@azure/functions';
import { itemChangedSchema, queues } from '../../lib/events/queues.ts';
import { parseWith } from '../../lib/http/read-body.ts';
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
    for (const subscription of matched) {
      const { seq } = await appendEntry(deps.records, subscription.id, feedEntry(item, changed));
      if (!subscription.webhook || subscription.webhook.disabled !== undefined) continue;
      // Also for an entry that was there: the process may have died before this line.
      await deps.queues.send(queues.webhookDeliveries, { subscription: subscription.id, seq, attempt: 0 });
    }
    context.debug(`${changed.collection}/${changed.id}: ${matched.length} subscriptions`);
  };
