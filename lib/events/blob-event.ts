/** A blob event, the same whether it came as Event Grid schema or CloudEvents 1.0. */
export interface BlobEvent {
  readonly type: 'created' | 'deleted';
  /** Event id; the same over redeliveries. */
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
  readonly account: string;
  readonly container: string;
  /** Decoded path inside the container. */
  readonly path: string;
  /** As announced, without SAS. */
  readonly url: string;
  /** Unquoted; absent on deletes of hierarchical accounts. */
  readonly eTag?: string;
  readonly contentLength?: number;
  readonly contentType?: string;
  /** Orders events of one blob; compare with `compareSequencers`. */
  readonly sequencer?: string;
  readonly api?: string;
}
