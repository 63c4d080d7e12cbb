import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../local/azurite/ports.ts';

export interface RunningStack {
  readonly url: string;
  /** Megabytes that the process of the app holds, and the most that it has held. */
  memory(): { readonly now: number; readonly most: number };
  stop(): Promise<void>;
}

/** Runs the local stack over a catalog that is there, in a process of its own. */
export async function runStack(catalog: string): Promise<RunningStack> {
  const home = await mkdtemp(join(tmpdir(), 'revisit-bench-stack-'));
  await mkdir(home, { recursive: true });
  for (const suffix of ['', '-wal', '-shm'])
    await symlink(`${catalog}${suffix}`, join(home, `catalog.sqlite${suffix}`));
  await writeFile(join(home, 'demonstration-played'), 'not here\n');
  const port = await freePort();
  const main = join(import.meta.dirname, '..', '..', 'local', 'main.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env: { ...process.env, REVISIT_HOME: home, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await answering(`${url}/api/stac/v1`);
  return {
    url,
    memory: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1000;
      return { now: megabytes('VmRSS'), most: megabytes('VmHWM') };
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`${url} does not answer`);
}
