import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { batchJobs } from '../../lib/azure/batch-jobs.ts';
import { blobStore } from '../../lib/azure/blob-store.ts';
import { sasSigner } from '../../lib/azure/sas-signer.ts';
import { storageAccount } from '../../lib/azure/storage-account.ts';
import { openSqliteCatalog } from '../../lib/catalog/sqlite-catalog.ts';
import { openSqliteRecords } from '../../lib/catalog/sqlite-records.ts';
import { parseConfig } from '../../lib/config.ts';
import { taskContainers } from '../../lib/jobs/task-containers.ts';
import type { Collection } from '../../lib/stac/collection.ts';
import type { Item } from '../../lib/stac/item.ts';
import { startBatchService } from '../../local/batch/start-batch-service.ts';
import { startHost, type RunningHost } from '../../local/host/start-host.ts';
import { startTestAzurite } from '../helpers/azurite.ts';
import { giveJobsDeps, type JobsDeps } from './jobs-deps.ts';

export interface Job {
  readonly id: string;
  readonly state: string;
  readonly attempt: number;
  readonly tiles: number;
  readonly error?: string;
  readonly tasks: { readonly total: number; readonly done: number; readonly failed: number };
  readonly results?: { readonly item: string; readonly href: string };
}

/** Durable Functions, storage, Batch and the stores, with a stand-in for the program of the tasks. */
export interface JobsStack {
  readonly deps: JobsDeps;
  readonly batchUrl: string;
  /** Messages of level error of the host. */
  readonly errors: readonly string[];
  post(path: string, body?: unknown): Promise<{ readonly status: number; readonly body: Job }>;
  get(id: string): Promise<Job>;
  /** Waits for a state, ended or named, at most half a minute. */
  until(id: string, states?: readonly string[]): Promise<Job>;
  /** Ends the host between two episodes and starts it again over the same history. */
  restartHost(): Promise<void>;
  stop(): Promise<void>;
}

const key = Buffer.from('only for this machine').toString('base64');
const root = join(import.meta.dirname, '..', '..');

/** @param program text of the shell program `revisit-task`; it runs in the folder of `marks` that the test may put files in
 * @param change makes one of the parts fail */
export async function startJobsStack(
  program: string,
  options: { readonly slots?: number; readonly change?: (deps: JobsDeps) => JobsDeps } = {},
): Promise<JobsStack & { readonly marks: string }> {
  const home = await mkdtemp(join(tmpdir(), 'revisit-jobs-'));
  const [bin, marks] = [join(home, 'bin'), join(home, 'marks')];
  await mkdir(bin);
  await mkdir(marks);
  await writeFile(join(bin, 'revisit-task'), `#!/bin/sh\n${program}`);
  await chmod(join(bin, 'revisit-task'), 0o755);
  const azurite = await startTestAzurite();
  const batch = await startBatchService({
    port: 0,
    home: join(home, 'batch'),
    account: 'local',
    key,
    pools: [{ id: 'revisit', nodes: 1, taskSlotsPerNode: options.slots ?? 2 }],
    taskPath: [bin],
    taskEnvironment: { MARKS: marks },
    log: () => undefined,
  });
  const config = parseConfig({
    AzureWebJobsStorage: azurite.connectionString,
    BATCH_URL: batch.url,
    BATCH_ACCOUNT: 'local',
    BATCH_KEY: key,
  });
  const account = storageAccount(azurite.connectionString);
  const blobs = blobStore(account);
  const deps: JobsDeps = {
    config,
    catalog: openSqliteCatalog(join(home, 'catalog.sqlite')),
    records: openSqliteRecords(join(home, 'catalog.sqlite')),
    blobs,
    batch: batchJobs(config),
    containers: taskContainers(blobs, (...given) => sasSigner(account).signContainer(...given)),
    taskImage: 'none',
  };
  giveJobsDeps(options.change?.(deps) ?? deps);
  const errors: string[] = [];
  const open = (): Promise<RunningHost> =>
    startHost({
      entry: join(root, 'test/orchestrations/jobs-app.ts'),
      hostJson: join(root, 'host.json'),
      port: 0,
      storage: azurite.connectionString,
      historyPath: join(home, 'history.sqlite'),
      log: ({ level, message }) => void (level === 'error' && errors.push(message)),
    });
  let host = await open();
  const get = async (id: string) => (await (await fetch(`${host.url}/api/jobs/v1/${id}`)).json()) as Job;
  return {
    deps,
    marks,
    batchUrl: batch.url,
    errors,
    post: async (path, body) => {
      const answer = await fetch(`${host.url}/api/jobs/v1/${path}`, {
        method: 'POST',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as Job };
    },
    get,
    until: async (id, states = ['succeeded', 'failed', 'cancelled']) => {
      for (const end = Date.now() + 60_000; ; await sleep(50)) {
        const job = await get(id);
        if (states.includes(job.state)) return job;
        if (Date.now() > end) throw new Error(`${id} is ${JSON.stringify(job)}\n${errors.join('\n')}`);
      }
    },
    restartHost: async () => {
      await host.stop();
      host = await open();
    },
    stop: async () => {
      await host.stop();
      await batch.stop();
      await azurite.stop();
      await deps.catalog.close();
      await deps.records.close();
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export const scenesCollection: Collection = {
  type: 'Collection',
  stac_version: '1.0.0',
  id: 'scenes',
  description: 'test',
  license: 'various',
  extent: { spatial: { bbox: [[-180, -90, 180, 90]] }, temporal: { interval: [[null, null]] } },
  links: [],
};

/** A scene of 1,000 × 1,000 pixels of 10 m in UTM zone 32 north. */
export function aScene(id: string, collection = 'scenes'): Item {
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    collection,
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [9, 46.9],
          [9.13, 46.9],
          [9.13, 47],
          [9, 47],
          [9, 46.9],
        ],
      ],
    },
    bbox: [9, 46.9, 9.13, 47],
    links: [],
    properties: { datetime: '2026-06-01T10:00:00Z', 'proj:epsg': 32_632 },
    assets: {
      B04: {
        href: 'https://example.com/B04.tif',
        'proj:transform': [10, 0, 500_000, 0, -10, 5_205_000],
        'proj:shape': [1000, 1000],
        'raster:bands': [{ data_type: 'uint16', nodata: 0 }],
      },
    },
  };
}

/** The item that a composite's own blob event makes, which these tests have no events for. */
export async function putResult(deps: JobsDeps, job: string): Promise<void> {
  const item = aScene(job, 'composites');
  await deps.catalog.putItem({ ...item, properties: { ...item.properties, 'revisit:job': job } });
}
