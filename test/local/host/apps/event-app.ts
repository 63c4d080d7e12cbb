import { appendFileSync } from 'node:fs';
import { app, output } from '@azure/functions';

/** Functions run in the test's own process or in a child: what they did is written down in a file. */
const record = (entry: object): void => appendFileSync(process.env['TEST_LOG']!, `${JSON.stringify(entry)}\n`);

app.storageQueue('work', {
  queueName: 'work',
  connection: 'AzureWebJobsStorage',
  handler: async (message, context) => {
    const { id, delay = 0, fail = false } = message as { id: string; delay?: number; fail?: boolean };
    const dequeueCount = context.triggerMetadata?.['dequeueCount'];
    record({ id, dequeueCount, at: Date.now() });
    await new Promise((resolve) => setTimeout(resolve, delay));
    if (fail) throw new Error('failed on purpose');
    record({ id, done: true });
  },
});

const relayed = output.storageQueue({ queueName: 'relayed', connection: 'AzureWebJobsStorage' });
app.storageQueue('relay', {
  queueName: '%RELAY_QUEUE%',
  connection: 'AzureWebJobsStorage',
  return: relayed,
  handler: (message) => [message, { second: true }],
});
app.storageQueue('relayed', {
  queueName: 'relayed',
  connection: 'AzureWebJobsStorage',
  handler: (message) => record({ relayed: message }),
});

app.timer('startup', {
  schedule: '0 0 0 1 1 *',
  runOnStartup: true,
  handler: (timer) => record({ timer: 'startup', isPastDue: timer.isPastDue, next: timer.scheduleStatus.next }),
});
app.timer('each-second', { schedule: '* * * * * *', handler: () => record({ timer: 'each-second' }) });
