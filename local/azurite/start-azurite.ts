import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlobChange, FromStorage, ToStorage } from './messages.ts';

export interface AzuriteOptions {
  /** Where all its state is kept. */
  readonly home: string;
  readonly blobPort: number;
  readonly queuePort: number;
  /** How long to wait for a predecessor to let go of home and ports, ms; 10 s by default. */
  readonly patience?: number;
  readonly log: (line: string) => void;
}

export interface Azurite {
  readonly connectionString: string;
  /** Of the account, without trailing slash. */
  readonly blobEndpoint: string;
  /** The storage process's id at this moment. */
  readonly pid: number | undefined;
  /** Blob changes behind `after`, oldest first, waiting until there are any; forgets those up to `after` for good.
   * One call at a time. Goes on waiting while the storage process restarts. @returns undefined once stopped */
  nextChanges(after: number, limit: number): Promise<readonly BlobChange[] | undefined>;
  /** Acknowledges changes without asking for more. */
  forgetChanges(upTo: number): void;
  /** Ends a waiting `nextChanges` with undefined. */
  cancelWaiting(): void;
  /** Sequence number of the newest blob change, 0 when there never was one. */
  lastChange(): Promise<number>;
  stop(): Promise<void>;
}

/** Account and key that every Azure SDK knows for local storage; published, so no secret. */
export const developmentAccount = {
  name: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
} as const;

/** Blob and queue storage on loopback in a process of its own, that ends with this one. What it acknowledged survives
 * SIGKILL of any or all processes. When it dies on its own, it is started again.
 * @throws {Error} when a port or the state directory stays in use by others */
export async function startAzurite(options: AzuriteOptions): Promise<Azurite> {
  const blobEndpoint = `http://127.0.0.1:${options.blobPort}/${developmentAccount.name}`;
  const queueEndpoint = `http://127.0.0.1:${options.queuePort}/${developmentAccount.name}`;
  let child = await launch(options);
  let stopped = false;
  let waiting:
    | { readonly ask: ToStorage; readonly answer: (changes: readonly BlobChange[] | undefined) => void }
    | undefined;
  const lastAsked: ((seq: number) => void)[] = [];

  const attach = (): void => {
    child.on('message', (message: FromStorage) => {
      if (message.kind === 'changes') {
        const answered = waiting;
        waiting = undefined;
        answered?.answer(message.changes);
      } else if (message.kind === 'last') for (const answer of lastAsked.splice(0)) answer(message.seq);
      else if (message.kind === 'failed') options.log(message.message);
    });
    child.once('exit', (code, signal) => {
      if (stopped) return;
      options.log(`Storage ended (${signal ?? code}); starting it again`);
      void relaunch();
    });
    if (waiting) send(child, waiting.ask);
    if (lastAsked.length > 0) send(child, { kind: 'last' });
  };
  const relaunch = async (): Promise<void> => {
    for (let delay = 100; ; delay = Math.min(5_000, delay * 2))
      try {
        child = await launch(options);
        if (stopped) child.kill('SIGTERM');
        else attach();
        return;
      } catch (error) {
        options.log(`Storage does not start: ${(error as Error).message}`);
        if (stopped) return;
        await sleep(delay, undefined, { ref: false });
      }
  };
  attach();
  const cancelWaiting = (): void => {
    waiting?.answer(undefined);
    waiting = undefined;
  };

  return {
    connectionString:
      `DefaultEndpointsProtocol=http;AccountName=${developmentAccount.name};AccountKey=${developmentAccount.key};` +
      `BlobEndpoint=${blobEndpoint};QueueEndpoint=${queueEndpoint};`,
    blobEndpoint,
    get pid() {
      return child.pid;
    },
    nextChanges: (after, limit) => {
      if (stopped) return Promise.resolve(undefined);
      if (waiting) throw new Error('nextChanges is called by one consumer at a time');
      return new Promise((answer) => {
        waiting = { ask: { kind: 'next', after, limit }, answer };
        send(child, waiting.ask);
      });
    },
    lastChange: () =>
      new Promise((answer) => {
        lastAsked.push(answer);
        send(child, { kind: 'last' });
      }),
    forgetChanges: (upTo) => send(child, { kind: 'forget', upTo }),
    cancelWaiting,
    stop: async () => {
      stopped = true;
      cancelWaiting();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      send(child, { kind: 'stop' });
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(late);
    },
  };
}

async function launch({ home, blobPort, queuePort, patience = 10_000, log }: AzuriteOptions): Promise<ChildProcess> {
  const child = fork(
    join(import.meta.dirname, 'launcher.ts'),
    [home, String(blobPort), String(queuePort), String(patience)],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning'],
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => log(text.trimEnd()));
  }
  await new Promise<void>((resolve, reject) => {
    child.once('message', (message: FromStorage) => {
      if (message.kind === 'failed') reject(new Error(message.message));
      else resolve();
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`the storage process ended (${signal ?? code})`)));
  });
  child.removeAllListeners('exit');
  return child;
}

/** A message to a process that just ended is dropped: the next one is asked again. */
function send(child: ChildProcess, message: ToStorage): void {
  if (child.connected) child.send(message, () => {});
}
