import { z } from 'zod';

/** Queue names. Poison queues are `<name>-poison`. */
export const queues = {
  blobEvents: 'blob-events',
  sceneSettle: 'scene-settle',
  containerScans: 'container-scans',
  itemChanged: 'item-changed',
  webhookDeliveries: 'webhook-deliveries',
} as const;

/** Sent after every catalog write of an item, at least once. Consumers read the item itself from the catalog. */
export const itemChangedSchema = z.object({
  collection: z.string(),
  id: z.string(),
  version: z.string(),
  change: z.enum(['created', 'updated', 'deleted']),
  /** RFC 3339: the source event's time, for latency figures. */
  eventTime: z.string(),
});
export type ItemChanged = z.infer<typeof itemChangedSchema>;

/** Looks at a scene again once it may have settled. */
export const sceneSettleSchema = z.object({ collection: z.string(), scene: z.string(), eventTime: z.string() });
export type SceneSettle = z.infer<typeof sceneSettleSchema>;

/** Looks through a container for blobs that were there before a collection's rule; one page of its listing a message. */
export const containerScanSchema = z.object({ container: z.string(), token: z.string().optional() });
export type ContainerScan = z.infer<typeof containerScanSchema>;

/** One attempt to deliver a feed entry. `attempt` counts from 0. */
export const webhookDeliverySchema = z.object({
  subscription: z.string(),
  seq: z.number().int().positive(),
  attempt: z.number().int().nonnegative(),
});
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;
