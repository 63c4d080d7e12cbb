import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchServiceClient, BatchSharedKeyCredentials, type BatchServiceModels } from '@azure/batch';
import { startBatchService, type BatchService, type PoolDefault } from '../../../local/batch/start-batch-service.ts';

export const account = 'local';
export const key = Buffer.from('only for this machine').toString('base64');

export async function temporaryHome(): Promise<{ readonly home: string; remove(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'revisit-batch-'));
  return { home, remove: () => rm(home, { recursive: true, force: true }) };
}

export function start(home: string, pools: readonly PoolDefault[], port = 0): Promise<BatchService> {
  return startBatchService({ port, home, account, key, pools, log: () => {} });
}

/** The unchanged SDK client, without its retries. */
export function client(url: string, secret = key): BatchServiceClient {
  return new BatchServiceClient(new BatchSharedKeyCredentials(account, secret), url, { noRetryPolicy: true });
}

/** Waits until a task completed, at most 15 s. */
export async function completedTask(
  batch: BatchServiceClient,
  job: string,
  task: string,
): Promise<BatchServiceModels.CloudTask> {
  return eventually(async () => {
    const found = await batch.task.get(job, task);
    return found.state === 'completed' ? found : undefined;
  });
}

/** Asks again until there is an answer, at most 15 s. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + 15_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error('it did not happen within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/** The text of a file of a task. */
export async function taskFile(batch: BatchServiceClient, job: string, task: string, name: string): Promise<string> {
  const file = await batch.file.getFromTask(job, task, name);
  const chunks: Buffer[] = [];
  for await (const chunk of file.readableStreamBody ?? []) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Code and status of the error that a call ends with. */
export async function errorOf(
  call: Promise<unknown>,
): Promise<{ status: number | undefined; code: string | undefined; values: string[] }> {
  try {
    await call;
  } catch (error) {
    const { statusCode, body } = error as { statusCode?: number; body?: BatchServiceModels.BatchError };
    return { status: statusCode, code: body?.code, values: (body?.values ?? []).map(({ value }) => value ?? '') };
  }
  throw new Error('the call succeeded');
}
