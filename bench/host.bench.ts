import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueueClient } from '@azure/storage-queue';
import { startAzurite } from '../test/local/host/azurite.ts';
import { startTestHost } from '../test/local/host/start-test-host.ts';
import type { Row } from './row.ts';

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const round = (value: number): number => Number(value.toPrecision(3));

/** The local Functions host: HTTP, queue and Durable figures. */
export async function run(): Promise<Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'revisit-bench-'));
  const azurite = await startAzurite();
  const began = performance.now();
  const host = await startTestHost('bench-app.ts', { directory, storage: azurite.connectionString });
  const startup = performance.now() - began;
  try {
    const activities = await fanOut(host.url, 1000);
    return [
      { name: 'host: process ready to listening', value: round(startup), unit: 'ms' },
      { name: 'host: HTTP GET p50', value: round(await httpMedian(host.url)), unit: 'ms' },
      { name: 'host: queue to function p50', value: round(await queueMedian(azurite.connectionString)), unit: 'ms' },
      { name: 'host: fan-out of 1,000', value: round(activities), unit: 'activities/s' },
      { name: 'host: fan-out of 5,000', value: round(await fanOut(host.url, 5000)), unit: 'activities/s' },
    ];
  } finally {
    await host.stop();
    await azurite.stop();
    await rm(directory, { recursive: true });
  }
}

async function httpMedian(url: string): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < 500; index += 1) {
    const start = performance.now();
    await (await fetch(`${url}/ping`)).text();
    times.push(performance.now() - start);
  }
  return median(times);
}

async function queueMedian(connectionString: string): Promise<number> {
  const { arrivals } = await import('../test/local/host/apps/bench-app.ts');
  const queue = new QueueClient(connectionString, 'bench');
  const times: number[] = [];
  for (let index = 0; index < 40; index += 1) {
    await sleep(Math.random() * 100);
    const start = performance.now();
    const arrived = new Promise<void>((resolve) => arrivals.once(String(index), resolve));
    await queue.sendMessage(Buffer.from(JSON.stringify({ index })).toString('base64'));
    await arrived;
    times.push(performance.now() - start);
  }
  return median(times);
}

async function fanOut(url: string, count: number): Promise<number> {
  const api = `${url}/runtime/webhooks/durabletask`;
  const start = performance.now();
  const started = await fetch(`${api}/orchestrators/fan-out`, { method: 'POST', body: JSON.stringify({ count }) });
  const { id } = (await started.json()) as { id: string };
  while ((await fetch(`${api}/instances/${id}?showInput=false`)).status === 202) await sleep(5);
  return count / ((performance.now() - start) / 1000);
}
