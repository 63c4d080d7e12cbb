import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Azurite for one test file: nothing on disk, blob and queue on free loopback ports. */
export interface TestAzurite {
  readonly connectionString: string;
  /** With the account, without trailing slash: `http://127.0.0.1:40001/devstoreaccount1`. */
  readonly blobEndpoint: string;
  readonly queueEndpoint: string;
  stop(): Promise<void>;
}

export const testAccount = 'devstoreaccount1';

/** Azurite's well-known development key; it opens nothing but emulators. */
export const testAccountKey =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const program = join(createRequire(import.meta.url).resolve('azurite/package.json'), '..', 'dist/src/azurite.js');

/** Starts Azurite as a child process that ends with this one at the latest.
 * @param extra further command line arguments, for example `--oauth`, `basic` */
export async function startTestAzurite(extra: readonly string[] = []): Promise<TestAzurite> {
  const ports = ['--blobPort', '0', '--queuePort', '0', '--tablePort', '0'];
  const child = spawn(
    process.execPath,
    [program, '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', ...ports, ...extra],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const endWithParent = () => child.kill('SIGKILL');
  process.once('exit', endWithParent);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.removeListener('exit', endWithParent);
      resolve();
    });
  });

  const found = new Map<string, string>();
  const listening = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const match = /^Azurite (Blob|Queue) service is successfully listening at (\S+)$/.exec(line);
      if (match?.[1] && match[2]) found.set(match[1], match[2].replace('0.0.0.0', '127.0.0.1'));
      if (found.size === 2) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Azurite ended with ${code} before it listened`)));
  });
  await listening;

  const blobEndpoint = `${found.get('Blob')}/${testAccount}`;
  const queueEndpoint = `${found.get('Queue')}/${testAccount}`;
  const protocol = new URL(blobEndpoint).protocol.replace(':', '');
  return {
    connectionString: `DefaultEndpointsProtocol=${protocol};AccountName=${testAccount};AccountKey=${testAccountKey};BlobEndpoint=${blobEndpoint};QueueEndpoint=${queueEndpoint};`,
    blobEndpoint,
    queueEndpoint,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
