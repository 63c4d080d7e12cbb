import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import type { Writable } from 'node:stream';
import type { ProcessIdentity } from './model.ts';

export interface LaunchOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: string;
  readonly stderr: string;
  /** Called before the program runs, with the process that will run it. When it throws, the program never runs. */
  readonly beforeStart: (identity: ProcessIdentity) => void;
}

export interface TaskProcess {
  readonly identity: ProcessIdentity;
  /** Exit code; 128 + n after signal n, as shells count. Rejects when the program can't be run. */
  readonly exit: Promise<number>;
}

/** Waits for a byte before it becomes the program; ends when whoever should send it dies. So there is never a program
 * running whose process id is not on disk. */
const gate = 'IFS= read -r go <&3 || exit 125; exec 3<&-; exec "$@"';

/** Starts a task's program in a process group of its own, output in files. */
export function launchTask(options: LaunchOptions): TaskProcess {
  const out = openSync(options.stdout, 'a');
  const err = openSync(options.stderr, 'a');
  let child: ChildProcess;
  try {
    child = spawn('/bin/sh', ['-c', gate, 'task', options.program, ...options.args], {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', out, err, 'pipe'],
      detached: true,
    });
  } finally {
    closeSync(out);
    closeSync(err);
  }
  const exit = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
  const identity = { pid: child.pid ?? 0, started: startTime(child.pid ?? 0) ?? '' };
  const go = child.stdio[3] as Writable;
  go.on('error', () => {}); // the gate died first; the exit code tells
  try {
    if (child.pid !== undefined) options.beforeStart(identity);
    go.end('\n');
  } catch (error) {
    go.destroy();
    exit.catch(() => {}); // reported by the throw
    throw error;
  }
  return { identity, exit };
}

/** Ends a process, its group and all its descendants, at once. */
export function killTree(pid: number): void {
  kill([...descendants(pid), -pid, pid]);
}

/** Ends what a process that has exited left running in its group. */
export function killGroup(pid: number): void {
  kill([-pid]);
}

function kill(targets: readonly number[]): void {
  for (const target of targets)
    try {
      if (Math.abs(target) > 1) process.kill(target, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
}

/** Ends what an earlier life of the service left running.
 * @param marker an environment setting, `NAME=value-prefix`, that only its tasks have; used where /proc tells it
 * @param recorded the processes that it wrote down */
export function endOrphans(marker: string, recorded: readonly ProcessIdentity[]): number {
  const marked = processIds().filter((pid) =>
    readProc(pid, 'environ')
      ?.split('\0')
      .some((entry) => entry.startsWith(marker)),
  );
  const known = recorded
    .filter(({ pid, started }) => started !== '' && startTime(pid) === started)
    .map(({ pid }) => pid);
  const orphans = new Set([...marked, ...known]);
  for (const pid of orphans) killTree(pid);
  return orphans.size;
}

/** When a process started, in the system's own notation. @returns undefined when there is none */
function startTime(pid: number): string | undefined {
  if (process.platform === 'linux') return statFields(pid)?.[19];
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

function descendants(root: number): number[] {
  const parents = processIds().map((pid) => [pid, Number(statFields(pid)?.[1])] as const);
  const found = [root];
  for (const ancestor of found) for (const [pid, parent] of parents) if (parent === ancestor) found.push(pid);
  return found.slice(1);
}

/** Empty where there is no /proc; the process group is all that is known then. */
function processIds(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid);
}

/** Fields of /proc/PID/stat from the third on: state, ppid, pgrp, …, starttime at index 19. @see proc(5) */
function statFields(pid: number): string[] | undefined {
  const text = readProc(pid, 'stat');
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined; // it ended, or belongs to another user
  }
}
