import { once } from 'node:events';
import { mkdirSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from 'node:http';
import { freePort } from '../azurite/ports.ts';
import { fileRoutes } from './file-routes.ts';
import { batchHttpServer } from './http-server.ts';
import { jobRoutes } from './job-routes.ts';
import { jobStates } from './job-state.ts';
import { created, type JobRecord } from './model.ts';
import { poolRoutes } from './pool-routes.ts';
import { requeued, startScheduler, type Scheduler } from './scheduler.ts';
import { openBatchStore, type BatchStore } from './store.ts';
import { endOrphans } from './task-process.ts';
import { taskRoutes } from './task-routes.ts';

export interface PoolDefault {
  readonly id: string;
  readonly nodes: number;
  readonly taskSlotsPerNode: number;
}

export interface BatchServiceOptions {
  /** 0 picks one. */
  readonly port: number;
  /** Holds batch.sqlite and the tasks' directories. */
  readonly home: string;
  readonly account: string;
  /** Base64. */
  readonly key: string;
  /** Pools that are there from the start; one task for each core in the pool `revisit` by default. */
  readonly pools?: readonly PoolDefault[];
  /** Folders put first in the PATH of tasks: the local stand-in for a container image. */
  readonly taskPath?: readonly string[];
  /** Further settings of every task, for example where Node is. */
  readonly taskEnvironment?: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

export interface BatchService {
  /** `http://127.0.0.1:{port}`: what `@azure/batch` is given. */
  readonly url: string;
  /** Ends the tasks that run, which start again with the next life of the service, and closes. */
  stop(): Promise<void>;
}

/** Azure Batch on one machine: the REST API for the unchanged client, tasks as child processes. All state is on disk
 * before a request is answered; after any end, SIGKILL too, what ran is ended and run again (`requeueCount`).
 * @throws {Error} when another process keeps the home or the port */
export async function startBatchService(options: BatchServiceOptions): Promise<BatchService> {
  mkdirSync(join(options.home, 'workitems'), { recursive: true });
  const home = realpathSync(options.home);
  const store = await openBatchStore(join(home, 'batch.sqlite'));
  ensurePools(store, options.pools ?? [{ id: 'revisit', nodes: 1, taskSlotsPerNode: availableParallelism() }]);
  const orphans = takeOver(store, home);
  if (orphans > 0) options.log(`Batch: ended ${orphans} task processes of an earlier run`);

  let scheduler: Scheduler;
  const states = jobStates({ store, scheduler: () => scheduler, home, log: options.log });
  let base = '';
  scheduler = startScheduler({
    store,
    home,
    environment: (pool, node, job) => environment(options, home, base, pool, node, job),
    onJobAction: (id, action) => {
      const job = store.job(id);
      if (job?.state !== 'active') return;
      if (action === 'terminate') states.terminate(job, 'TaskFailed');
      else states.disable(job, 'requeue');
    },
    onCompleted: states.checkComplete,
    log: options.log,
  });

  // URLs in answers carry the port, so the routes are made for it.
  const server = await listen(options.port, (url) => {
    base = url;
    const shared = { store, states, scheduler, home, base };
    const routes = { ...poolRoutes(shared), ...jobRoutes(shared), ...taskRoutes(shared), ...fileRoutes(shared) };
    return batchHttpServer(routes, options);
  });
  states.resume();
  scheduler.poke();
  const clock = setInterval(states.checkTime, 1_000);
  return {
    url: base,
    stop: async () => {
      clearInterval(clock);
      const closed = once(server, 'close');
      server.close();
      await scheduler.stop();
      server.closeAllConnections();
      await closed;
      store.close();
    },
  };
}

function ensurePools(store: BatchStore, pools: readonly PoolDefault[]): void {
  for (const { id, nodes, taskSlotsPerNode } of pools)
    store.putPool({
      ...(store.pool(id) ?? created('active')),
      spec: { id, vmSize: 'local', targetDedicatedNodes: nodes, taskSlotsPerNode },
      targetNodes: nodes,
    });
}

/** Ends what is left of an earlier life, then puts its tasks back in the line. */
function takeOver(store: BatchStore, home: string): number {
  const left = store.runningTasks();
  const recorded = left.flatMap(({ task }) => (task.process ? [task.process] : []));
  const ended = endOrphans(`AZ_BATCH_TASK_DIR=${join(home, 'workitems')}/`, recorded);
  store.transaction(() => {
    for (const { job, task } of left) store.putTask(job, requeued(task));
  });
  return ended;
}

function environment(
  options: BatchServiceOptions,
  home: string,
  url: string,
  pool: string,
  node: string,
  job: JobRecord,
): Record<string, string> {
  const inherited = ['LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    PATH: [...(options.taskPath ?? []), process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'].join(delimiter),
    ...options.taskEnvironment,
    ...Object.fromEntries((job.spec.commonEnvironmentSettings ?? []).map(({ name, value }) => [name, value])),
    AZ_BATCH_ACCOUNT_NAME: options.account,
    AZ_BATCH_ACCOUNT_URL: url,
    AZ_BATCH_POOL_ID: pool,
    AZ_BATCH_NODE_ID: node,
    AZ_BATCH_NODE_ROOT_DIR: home,
    AZ_BATCH_NODE_IS_DEDICATED: 'true',
    AZ_BATCH_JOB_ID: job.spec.id,
  };
}

/** A predecessor that is still ending may hold the port for a moment. */
async function listen(port: number, make: (url: string) => Server): Promise<Server> {
  const until = Date.now() + 8_000;
  for (;;) {
    let server: Server | undefined;
    try {
      const chosen = port === 0 ? await freePort() : port;
      server = make(`http://127.0.0.1:${chosen}`);
      server.listen(chosen, '127.0.0.1');
      await once(server, 'listening');
      return server;
    } catch (error) {
      server?.close();
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || Date.now() > until) throw error;
      await sleep(50);
    }
  }
}
