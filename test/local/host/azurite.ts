import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

/** Azurite's queue service in a process of its own, on a free port, in memory. */
export interface TestAzurite {
  readonly connectionString: string;
  stop(): Promise<void>;
}

const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export async function startAzurite(): Promise<TestAzurite> {
  const script = createRequire(import.meta.url).resolve('azurite/dist/src/queue/main.js');
  const child = spawn(
    process.execPath,
    [script, '--inMemoryPersistence', '--queuePort', '0', '--disableTelemetry', '--skipApiVersionCheck'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const port = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const listening = /successfully listen\w* (?:on|at) http:\/\/[\w.]+:(\d+)/i.exec(output);
      if (listening?.[1]) resolve(listening[1]);
    });
    child.once('exit', () => reject(new Error(`Azurite ended: ${output}`)));
  });
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};QueueEndpoint=http://127.0.0.1:${port}/${account};`,
    stop: async () => {
      child.removeAllListeners('exit');
      await new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGKILL');
      });
    },
  };
}
