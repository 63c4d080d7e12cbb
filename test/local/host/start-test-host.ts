import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHost } from '../../../local/host/start-host.ts';
import type { HostOptions, RunningHost } from '../../../local/host/start-host.ts';

export interface TestHost extends RunningHost {
  readonly directory: string;
}

/** host.json of the test apps: fast retries. */
export const testHostJson = {
  version: '2.0',
  extensions: {
    http: { routePrefix: '' },
    queues: { maxDequeueCount: 3, visibilityTimeout: '00:00:01' },
    durableTask: { hubName: 'test' },
  },
};

/** Runs a test app on a free port with its own database; `stop` removes both. */
export async function startTestHost(
  app: string,
  options: Partial<HostOptions> & { readonly directory?: string } = {},
): Promise<TestHost> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'revisit-host-')));
  const hostJson = join(directory, 'host.json');
  await writeFile(hostJson, JSON.stringify(testHostJson));
  const host = await startHost({
    entry: join(import.meta.dirname, 'apps', app),
    hostJson,
    port: 0,
    storage: 'UseDevelopmentStorage=true',
    historyPath: join(directory, 'history.db'),
    ...options,
  });
  return {
    ...host,
    directory,
    stop: async () => {
      await host.stop();
      if (options.directory === undefined) await rm(directory, { recursive: true });
    },
  };
}
