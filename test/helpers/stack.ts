import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { freePort } from '../../local/azurite/ports.ts';
import type { DemonstrationReport } from '../../local/demo/play.ts';
import { testAccount, testAccountKey } from './azurite.ts';

const root = join(import.meta.dirname, '..', '..');

// A test runner that loses patience sends this; stacks must not outlive their test.
process.once('SIGTERM', () => process.exit(143));

/** A state folder of its own, gone when the test process ends. */
export interface TestHome {
  readonly path: string;
  /** Fixed over restarts, as a deployment's address is. */
  readonly port: number;
}

/** @param played the demonstration is taken as seen, so that the stack comes up with nothing in it */
export async function testHome(options: { readonly played: boolean }): Promise<TestHome> {
  const path = mkdtempSync(join(tmpdir(), 'revisit-e2e-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
  if (options.played) writeFileSync(join(path, 'demonstration-played'), '');
  return { path, port: await freePort() };
}

/** The stack as a user starts it, in a process group of its own. */
export interface TestStack {
  readonly url: string;
  readonly child: ChildProcess;
  /** The last line of standard output, once there is one; with `--json` the report. */
  report(): Promise<DemonstrationReport>;
  /** Exit code. */
  readonly exited: Promise<number | null>;
  /** Standard output and error so far. */
  output(): string;
  /** SIGKILL of the process alone, or with storage and all else in its group. */
  kill(what: 'process' | 'group'): Promise<void>;
  /** SIGTERM, as Ctrl-C, and wait. @returns exit code */
  stop(): Promise<number | null>;
}

/** Starts `node local/main.ts` and waits until it serves. */
export async function startTestStack(home: TestHome, args: readonly string[] = []): Promise<TestStack> {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', 'local/main.ts', ...args] as const;
  const stack = launch(command, home);
  await stack.listening;
  return stack;
}

/** Runs `npm start -- …` to its end. */
export async function npmStart(
  home: TestHome,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly lines: readonly string[]; readonly output: string }> {
  const npm = launch(['npm', 'start', '--', ...args], home);
  return { code: await npm.exited, lines: npm.lines, output: npm.output() };
}

function launch(
  [program, ...args]: readonly [string, ...string[]],
  home: TestHome,
): TestStack & { readonly listening: Promise<void>; readonly lines: readonly string[] } {
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, PORT: String(home.port), REVISIT_HOME: home.path, NODE_TEST_CONTEXT: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const endGroup = () => signal(-(child.pid ?? 0), 'SIGKILL');
  process.once('exit', endGroup);
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  void exited.then(() => process.removeListener('exit', endGroup));

  const lines: string[] = [];
  const all: string[] = [];
  const { promise: listening, resolve: up, reject: failed } = Promise.withResolvers<void>();
  const { promise: reported, resolve: report } = Promise.withResolvers<DemonstrationReport>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      all.push(line);
      if (stream === child.stdout) lines.push(line);
      if (line.startsWith('Revisit is up')) up();
      if (stream === child.stdout && line.startsWith('{')) report(JSON.parse(line) as DemonstrationReport);
    });
  }
  const output = () => all.join('\n');
  const early = exited.then((code): never => {
    throw new Error(`the stack ended with ${code}:\n${output()}`);
  });
  early.catch(failed);
  listening.catch(() => undefined);
  const pid = child.pid ?? 0;
  return {
    url: `http://127.0.0.1:${home.port}`,
    child,
    listening,
    lines,
    report: () => Promise.race([reported, early]),
    exited,
    output,
    kill: async (what) => {
      signal(what === 'group' ? -pid : pid, 'SIGKILL');
      await exited;
    },
    stop: () => {
      signal(pid, 'SIGTERM');
      return exited;
    },
  };
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    if (Math.abs(pid) > 1) process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Where the stack's other services listen. */
export function portsOf(home: TestHome): Readonly<Record<'blob' | 'queue' | 'batch', number>> {
  return JSON.parse(readFileSync(join(home.path, 'ports.json'), 'utf8')) as Record<'blob' | 'queue' | 'batch', number>;
}

/** Connection string of the stack's storage. */
export function storageConnection(home: TestHome): string {
  const { blob, queue } = portsOf(home);
  const endpoint = (port: number) => `http://127.0.0.1:${port}/${testAccount}`;
  return `DefaultEndpointsProtocol=http;AccountName=${testAccount};AccountKey=${testAccountKey};BlobEndpoint=${endpoint(blob)};QueueEndpoint=${endpoint(queue)};`;
}

export function storageOf(home: TestHome): BlobServiceClient {
  return BlobServiceClient.fromConnectionString(storageConnection(home));
}

/** Looks again until something is there.
 * @throws {Error} with `what` when it doesn't come */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  options: { readonly withinMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const { withinMs = 60_000, everyMs = 100 } = options;
  for (const until = Date.now() + withinMs; ;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`${what}: not within ${withinMs / 1000} s`);
    await sleep(everyMs);
  }
}
