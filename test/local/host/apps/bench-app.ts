import { EventEmitter } from 'node:events';
import { app } from '@azure/functions';
import * as df from 'durable-functions';

/** Emits the index of every message that has arrived. */
export const arrivals = new EventEmitter();

app.http('ping', { route: 'ping', handler: () => ({ body: 'pong' }) });
app.storageQueue('bench', {
  queueName: 'bench',
  connection: 'AzureWebJobsStorage',
  handler: (message) => void arrivals.emit(String((message as { index: number }).index)),
});
df.app.activity('double', { handler: ({ n }: { n: number }) => n * 2 });
df.app.orchestration('fan-out', function* fanOut(context) {
  const { count } = context.df.getInput<{ count: number }>();
  const tasks = Array.from({ length: count }, (_, n) => context.df.callActivity('double', { n }));
  return ((yield context.df.Task.all(tasks)) as number[]).length;
});
