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

const pauses = [200, 1_000, 3_000];

/** Repeats a call that failed for want of a connection, or with 429 or 5xx. Only for calls that may happen twice. */
export async function withRetries<T>(call: () => Promise<T>): Promise<T> {
  for (const pause of pauses)
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error)) throw error;
      await sleep(pause);
    }
  return call();
}

/** The error code of a Batch answer, for example `JobExists`; a HEAD answer has only its status.
 * @see https://learn.microsoft.com/rest/api/batchservice/batch-status-and-error-codes */
export function batchCode(error: unknown): string | undefined {
  if (!(error instanceof RestError)) return undefined;
  const body = error.body as { readonly code?: string } | undefined;
  return body?.code ?? error.code ?? (error.statusCode === 404 ? 'NotFound' : undefined);
}

/** Runs the call and takes the given error codes for success. */
export async function tolerate(codes: readonly string[], call: () => Promise<unknown>): Promise<void> {
  try {
    await withRetries(call);
  } catch (error) {
    if (!codes.includes(batchCode(error) ?? '')) throw error;
  }
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof RestError)) return false;
  const { statusCode } = error;
  return statusCode === undefined || statusCode === 429 || statusCode >= 500;
}
