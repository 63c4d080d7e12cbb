/** Log of a subscription's entries; the partition is its id. */
export const feedLog = 'feed';

/** Every creation, removal and end of a webhook, so that each process keeps its index by reading on from where it was. */
export const changeLog = 'subscription-changes';

export interface SubscriptionChange {
  readonly id: string;
  readonly removed?: boolean;
}
