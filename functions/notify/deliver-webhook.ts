import type { InvocationContext } from '@azure/functions';
import { queues, webhookDeliverySchema } from '../../lib/events/queues.ts';
import { parseWith } from '../../lib/http/read-body.ts';
import { deliverWebhook } from '../../lib/notify/deliver-webhook.ts';
import type { Deps } from '../deps.ts';

/** Queue `webhook-deliveries`: one attempt. */
export const deliver =
  (deps: Pick<Deps, 'catalog' | 'records' | 'queues' | 'config'>) =>
  async (message: unknown, context: InvocationContext): Promise<void> => {
    const delivery = parseWith(webhookDeliverySchema, message);
    const record = await deliverWebhook(
      {
        catalog: deps.catalog,
        records: deps.records,
        allowPrivate: deps.config.WEBHOOK_ALLOW_PRIVATE === '1',
        retry: (next, delaySeconds) => deps.queues.send(queues.webhookDeliveries, next, { delaySeconds }),
      },
      delivery,
      new Date(),
    );
    if (record && record.state !== 'delivered') {
      context.warn(
        `webhook of ${delivery.subscription}, entry ${delivery.seq}: ${record.state}, ${record.error ?? `status ${record.status}`}`,
      );
    }
  };
