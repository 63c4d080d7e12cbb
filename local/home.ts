import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder that holds a stack's state, taken by one stack at a time. */
export interface Home {
  readonly path: string;
  readonly catalog: string;
  readonly history: string;
  readonly ports: string;
  /** Seals page tokens; made once. */
  readonly secret: string;
  /** Whether the demonstration was played to its end here. */
  wasPlayed(): boolean;
  markPlayed(): Promise<void>;
  release(): Promise<void>;
}

/** @throws {Error} when another stack that is alive has the folder */
export async function takeHome(path: string): Promise<Home> {
  await mkdir(path, { recursive: true });
  const lock = join(path, 'stack.pid');
  await takeLock(lock, path);
  return {
    path,
    catalog: join(path, 'catalog.sqlite'),
    history: join(path, 'durable.sqlite'),
    ports: join(path, 'ports.json'),
    secret: await secretOf(join(path, 'token-secret')),
    wasPlayed: () => existsSync(playedMark(path)),
    markPlayed: () => markPlayed(path),
    release: () => rm(lock, { force: true }),
  };
}

/** From now on the stack starts without its demonstration. */
export async function markPlayed(home: string): Promise<void> {
  await writeFile(playedMark(home), `${new Date().toISOString()}\n`);
}

const playedMark = (home: string): string => join(home, 'demonstration-played');

async function takeLock(lock: string, path: string): Promise<void> {
  for (;;) {
    try {
      const handle = await open(lock, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(await readFile(lock, 'utf8').catch(() => '0'));
      if (owner !== process.pid && isStack(owner, await commandLine(owner))) {
        throw new Error(
          `A stack (process ${owner}) is using ${path}. End it first, or set REVISIT_HOME to another folder.`,
          { cause: error },
        );
      }
      await rm(lock, { force: true });
    }
  }
}

/** Process ids come round again: one that is alive but is no stack of ours has nothing to do with the lock. */
function isStack(pid: number, command: string | undefined): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return command === undefined || /main\.ts/.test(command);
}

/** @returns undefined where the system does not tell, as outside Linux */
async function commandLine(pid: number): Promise<string | undefined> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
}

async function secretOf(file: string): Promise<string> {
  await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  return readFile(file, 'utf8');
}
