import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { app } from '@azure/functions';
import * as df from 'durable-functions';

const record = (entry: object): void => {
  if (process.env['TEST_LOG']) appendFileSync(process.env['TEST_LOG'], `${JSON.stringify(entry)}\n`);
};

df.app.activity('double', { handler: (input: { n: number }) => input.n * 2 });
df.app.activity('echo', { handler: (input: unknown) => input });
df.app.activity('slow', {
  handler: async (input: { n: number; delay: number }) => {
    record({ started: input.n });
    await sleep(input.delay);
    record({ ended: input.n });
    return input.n;
  },
});
const attempts = new Map<string, number>();
df.app.activity('flaky', {
  handler: (input: { key: string; failures: number }) => {
    const attempt = (attempts.get(input.key) ?? 0) + 1;
    attempts.set(input.key, attempt);
    if (attempt <= input.failures) throw new Error(`attempt ${attempt} failed`);
    return attempt;
  },
});

df.app.orchestration('chain', function* chain(context) {
  let n = context.df.getInput<{ n: number }>().n;
  for (let step = 0; step < 3; step += 1) n = (yield context.df.callActivity('double', { n })) as number;
  return n;
});
df.app.orchestration('fan-out', function* fanOut(context) {
  const { count, delay = 0 } = context.df.getInput<{ count: number; delay?: number }>();
  const tasks = Array.from({ length: count }, (_, n) => context.df.callActivity('slow', { n, delay }));
  const results = (yield context.df.Task.all(tasks)) as number[];
  context.df.setCustomStatus({ done: results.length });
  return results.reduce((sum, n) => sum + n, 0);
});
df.app.orchestration('fan-out-quick', function* fanOutQuick(context) {
  const { count } = context.df.getInput<{ count: number }>();
  const tasks = Array.from({ length: count }, (_, n) => context.df.callActivity('double', { n }));
  return ((yield context.df.Task.all(tasks)) as number[]).length;
});
df.app.orchestration('retry', function* retry(context) {
  const { key, failures } = context.df.getInput<{ key: string; failures: number }>();
  const options = new df.RetryOptions(10, 3);
  try {
    const attempt = (yield context.df.callActivityWithRetry('flaky', options, { key, failures })) as number;
    const doubled = (yield context.df.callActivity('double', { n: attempt })) as number;
    return { attempt, doubled };
  } catch (error) {
    return { caught: (error as Error).message };
  }
});
df.app.orchestration('timer', function* timer(context) {
  const start = context.df.currentUtcDateTime.getTime();
  yield context.df.createTimer(new Date(start + 200));
  return context.df.currentUtcDateTime.getTime() - start;
});
df.app.orchestration('approval', function* approval(context) {
  const deadline = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
  const event = context.df.waitForExternalEvent('Approval');
  const winner = (yield context.df.Task.any([event, deadline])) as df.Task;
  if (winner === deadline) return 'late';
  deadline.cancel();
  const doubled = (yield context.df.callActivity('double', { n: (event.result as { n: number }).n })) as number;
  return { doubled };
});
df.app.orchestration('two-events', function* twoEvents(context) {
  yield context.df.callActivity('slow', { n: 0, delay: 300 });
  const first = (yield context.df.waitForExternalEvent('number')) as number;
  const second = (yield context.df.waitForExternalEvent('number')) as number;
  return [first, second];
});
df.app.orchestration('parent', function* parent(context) {
  const ids = context.df.getInput<{ n: number; fail?: boolean }>();
  const child = (yield context.df.callSubOrchestrator('chain', { n: ids.n })) as number;
  if (ids.fail) {
    try {
      yield context.df.callSubOrchestratorWithRetry('fails', new df.RetryOptions(10, 2));
    } catch (error) {
      return { child, caught: (error as Error).message.split('\n')[0] };
    }
  }
  return { child };
});
df.app.orchestration('fails', function* fails(context) {
  yield context.df.callActivity('double', { n: 1 });
  throw new Error('it had to be');
});
df.app.orchestration('count-down', function* countDown(context) {
  const { left, seen } = context.df.getInput<{ left: number; seen: number[] }>();
  yield context.df.callActivity('double', { n: left });
  if (left > 0) context.df.continueAsNew({ left: left - 1, seen: [...seen, left] });
  return seen;
});
df.app.entity('counter', (context) => {
  const state = context.df.getState(() => 0) as number;
  if (context.df.operationName === 'add') context.df.setState(state + (context.df.getInput() as number));
  else if (context.df.operationName === 'get') context.df.return(state);
});
df.app.orchestration('count', function* count(context) {
  const id = new df.EntityId('counter', context.df.instanceId);
  context.df.signalEntity(id, 'add', 3);
  yield context.df.callEntity(id, 'add', 4);
  return (yield context.df.callEntity(id, 'get')) as number;
});

df.app.orchestration('reads-clock', function* readsClock(context) {
  yield context.df.callActivity('echo', { at: performance.now() });
  yield context.df.callActivity('echo', {});
  return 'unseen';
});
let runs = 0;
df.app.orchestration('changes', function* changes(context) {
  yield context.df.callActivity((runs += 1) === 1 ? 'echo' : 'double', { n: 1 });
  return 'unseen';
});
df.app.orchestration('reuses', function* reuses(context) {
  const tasks = [context.df.callActivity('slow', { n: 1, delay: 0 }), context.df.waitForExternalEvent('never')];
  yield context.df.Task.any(tasks);
  yield context.df.Task.any(tasks.slice(1));
  return 'unseen';
});
df.app.orchestration('cancels-after-retry', function* cancelsAfterRetry(context) {
  const options = new df.RetryOptions(10, 3);
  const call = context.df.callActivityWithRetry('flaky', options, { key: context.df.instanceId, failures: 1 });
  const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
  yield context.df.Task.any([call, timer]);
  timer.cancel();
  yield context.df.callActivity('double', { n: 1 });
  yield context.df.callActivity('double', { n: 2 });
  return 'unseen';
});

app.http('start', {
  route: 'start/{name}/{id?}',
  methods: ['POST'],
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const { name = '', id } = request.params;
    const input: unknown = await request.json();
    const started = await client.startNew(name, { input, ...(id ? { instanceId: id } : {}) });
    return client.createCheckStatusResponse(request, started);
  },
});
/** Any call of the SDK's client: `{"method": "getStatus", "args": ["id"]}`. */
app.http('client', {
  route: 'client',
  methods: ['POST'],
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const { method, args } = (await request.json()) as { method: string; args: unknown[] };
    try {
      return { jsonBody: { value: (await client[method]!(...args)) ?? null } };
    } catch (error) {
      return { status: 400, jsonBody: { error: (error as Error).message } };
    }
  },
});
app.http('wait', {
  route: 'wait/{id}',
  methods: ['GET'],
  extraInputs: [df.input.durableClient()],
  handler: (request, context) =>
    df.getClient(context).waitForCompletionOrCreateCheckStatusResponse(request, request.params['id']!, {
      timeoutInMilliseconds: 5000,
      retryIntervalInMilliseconds: 50,
    }),
});
