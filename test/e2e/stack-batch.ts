import { BatchServiceClient, BatchSharedKeyCredentials } from '@azure/batch';
import { localBatch } from '../../local/stack.ts';
import { portsOf, type TestHome } from '../helpers/stack.ts';

export interface BatchTask {
  readonly id: string;
  readonly state: string;
  /** RFC 3339: its last start. */
  readonly started: string;
}

/** Tasks of a job, through the unchanged SDK; none of a job that is not there. */
export async function tasksOf(home: TestHome, job: string): Promise<readonly BatchTask[]> {
  const credentials = new BatchSharedKeyCredentials(localBatch.account, localBatch.key);
  const client = new BatchServiceClient(credentials, `http://127.0.0.1:${portsOf(home).batch}`, {
    noRetryPolicy: true,
  });
  const tasks = await client.task.list(job).catch((error: { statusCode?: number }) => {
    if (error.statusCode === 404) return [];
    throw error;
  });
  return tasks.map(({ id = '', state = '', executionInfo }) => ({
    id,
    state,
    started: executionInfo?.startTime?.toISOString() ?? '',
  }));
}
