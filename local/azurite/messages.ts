/** What the stack and its storage process say to each other over the IPC channel. */

/** A committed write or deletion of a blob, recorded in the same transaction as the blob itself. */
export interface BlobChange {
  /** Grows by at least one with every change of any blob; never reused. */
  readonly seq: number;
  /** Fixes the order across lives of the state directory: 32 hex digits, grows per blob. */
  readonly sequencer: string;
  readonly type: 'created' | 'deleted';
  readonly api: 'PutBlob' | 'PutBlockList' | 'CopyBlob' | 'DeleteBlob';
  readonly account: string;
  readonly container: string;
  /** Decoded path inside the container. */
  readonly path: string;
  /** Unquoted. */
  readonly eTag: string;
  readonly contentLength: number;
  readonly contentType: string;
  readonly blobType: string;
  readonly accessTier?: string;
  readonly requestId: string;
  readonly clientRequestId?: string;
  /** RFC 3339. */
  readonly time: string;
}

export type ToStorage =
  | { readonly kind: 'stop' }
  /** Forgets changes up to `after`, then answers with those behind it as soon as there are any. */
  | { readonly kind: 'next'; readonly after: number; readonly limit: number }
  | { readonly kind: 'forget'; readonly upTo: number }
  /** Asks for the newest sequence number. */
  | { readonly kind: 'last' };

export type FromStorage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'changes'; readonly changes: readonly BlobChange[] }
  | { readonly kind: 'last'; readonly seq: number };
