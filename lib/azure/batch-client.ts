import { BatchServiceClient, BatchSharedKeyCredentials } from '@azure/batch';
import { DefaultAzureCredential } from '@azure/identity';
import { AzureIdentityCredentialAdapter, RestError } from '@azure/ms-rest-js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';

export type BatchConfig = Pick<Config, 'BATCH_URL' | 'BATCH_ACCOUNT' | 'BATCH_KEY' | 'BATCH_POOL'>;

/** The SDK's client: shared key where there is one (locally), Entra ID otherwise. Its own retries are off, since they
 * keep a failure from the caller for minutes; `withRetries` takes their place.
 * @throws {Error} without BATCH_URL */
export function batchClient(config: BatchConfig): BatchServiceClient {
  if (config.BATCH_URL === undefined)
    throw new Error('BATCH_URL is not set: there is no Batch account to send tasks to');
  const credentials =
    config.BATCH_KEY === undefined
      ? new AzureIdentityCredentialAdapter(new DefaultAzureCredential(), 'https://batch.core.windows.net/.default')
      : new BatchSharedKeyCredentials(config.BATCH_ACCOUNT, config.BATCH_KEY);
  return new BatchServiceClient(credentials, config.BATCH_URL.replace(/\/$/, ''), { noRetryPolicy: true });
}

/** What Batch answered, in words: the SDK's own message of it is `[object Object]`. */
export class BatchCallError extends Error {
  /** HTTP status; absent when there was no answer. */
  readonly status: number | undefined;
  /** For example `JobExists`; a HEAD answer has none.
   * @see https://learn.microsoft.com/rest/api/batchservice/batch-status-and-error-codes */
  readonly code: string | undefined;
  constructor(cause: RestError) {
    const body = cause.body as ErrorBody | undefined;
    const details = (body?.values ?? []).map(({ key, value }) => `${key}: ${value}`).join(', ');
    const text = body?.message?.value?.split('\n')[0] ?? cause.message;
    super(`Batch: ${body?.code ?? cause.code ?? cause.statusCode}: ${text}${details && ` (${details})`}`, { cause });
    this.name = 'BatchCallError';
    this.status = cause.statusCode;
    this.code = body?.code ?? cause.code;
  }
}

interface ErrorBody {
  readonly code?: string;
  readonly message?: { readonly value?: string };
  readonly values?: readonly { readonly key: string; readonly value: string }[];
}

const pauses = [200, 1_000, 3_000];

/** Repeats a call that failed for want of a connection, or with 429 or 5xx. Only for calls that may happen twice.
 * @throws {BatchCallError} */
export async function withRetries<T>(call: () => Promise<T>): Promise<T> {
  for (const pause of [...pauses, undefined])
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RestError)) throw error;
      if (pause === undefined || !isTransient(error)) throw new BatchCallError(error);
      await sleep(pause);
    }
  throw new Error('not reached: the last attempt returns or throws');
}

/** Runs the call and takes the given error codes for success. */
export async function tolerate(codes: readonly string[], call: () => Promise<unknown>): Promise<void> {
  try {
    await withRetries(call);
  } catch (error) {
    if (!(error instanceof BatchCallError) || !codes.includes(error.code ?? '')) throw error;
  }
}

function isTransient({ statusCode }: RestError): boolean {
  return statusCode === undefined || statusCode === 429 || statusCode >= 500;
}
