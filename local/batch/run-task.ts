import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram, splitCommandLine } from './command-line.ts';
import { durationMs } from './duration.ts';
import type { FailureInfo, ProcessIdentity } from './model.ts';
import { uploadOutputFiles } from './output-files.ts';
import { downloadResourceFiles } from './resource-files.ts';
import type { TaskAdd } from './schemas.ts';
import { killGroup, killTree, launchTask } from './task-process.ts';

export interface TaskRun {
  readonly spec: TaskAdd;
  /** `…/workitems/{job}/{task}`; the working directory is `wd` in it, output is in stdout.txt and stderr.txt. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the task at once. */
  readonly signal: AbortSignal;
  /** Called before the program runs; it runs only when this returns. */
  readonly onStart: (identity: ProcessIdentity) => void;
}

/** How a run ended; success is exit code 0 without failure. */
export interface TaskOutcome {
  readonly exitCode?: number;
  readonly failureInfo?: FailureInfo;
  /** What decides about the failure: the program, what had to happen before or after it, or somebody else. */
  readonly by: 'program' | 'preparation' | 'upload' | 'interruption';
}

/** Runs a task once, from resource files to output files, in a fresh directory. */
export async function runTask(run: TaskRun): Promise<TaskOutcome> {
  try {
    return await attempt(run);
  } catch (error) {
    if (run.signal.aborted) return interrupted('Task Was Ended by User Request');
    const message = `The task could not be run: ${(error as Error).message}`;
    return { by: 'preparation', failureInfo: { category: 'ServerError', code: 'CommandLaunchFailed', message } };
  }
}

async function attempt(run: TaskRun): Promise<TaskOutcome> {
  const { spec, directory, signal } = run;
  const workingDirectory = join(directory, 'wd');
  const [stdout, stderr] = [join(directory, 'stdout.txt'), join(directory, 'stderr.txt')];
  await rm(directory, { recursive: true, force: true });
  await mkdir(workingDirectory, { recursive: true });
  await Promise.all([writeFile(stdout, ''), writeFile(stderr, '')]);
  signal.throwIfAborted();

  const missing = await downloadResourceFiles(spec.resourceFiles ?? [], workingDirectory, signal);
  if (missing) return { by: 'preparation', failureInfo: missing };

  const env = { ...run.environment, ...ownEnvironment(spec, directory) };
  const [name = '', ...args] = splitCommandLine(spec.commandLine);
  const program = findProgram(name, workingDirectory, env['PATH'] ?? '');
  if (program === undefined) return { by: 'preparation', failureInfo: programNotFound(name) };
  signal.throwIfAborted();
  const { identity, exit } = launchTask({
    program,
    args,
    cwd: workingDirectory,
    env,
    stdout,
    stderr,
    beforeStart: run.onStart,
  });

  const limit = AbortSignal.timeout(
    Math.min(durationMs(spec.constraints?.maxWallClockTime ?? '') ?? Infinity, 2 ** 31 - 1),
  );
  const stop = AbortSignal.any([signal, limit]);
  const kill = () => killTree(identity.pid);
  stop.addEventListener('abort', kill, { once: true });
  if (stop.aborted) kill();
  const exitCode = await exit;
  killGroup(identity.pid);
  stop.removeEventListener('abort', kill);
  if (signal.aborted) return interrupted('Task Was Ended by User Request', exitCode);
  if (limit.aborted) return interrupted('The task ran longer than its maxWallClockTime', exitCode);

  const notUploaded = await uploadOutputFiles(spec.outputFiles ?? [], workingDirectory, exitCode, signal);
  if (exitCode !== 0) return { by: 'program', exitCode, failureInfo: failureExit(exitCode) };
  return notUploaded ? { by: 'upload', exitCode, failureInfo: notUploaded } : { by: 'program', exitCode };
}

function ownEnvironment(spec: TaskAdd, directory: string): Record<string, string> {
  const workingDirectory = join(directory, 'wd');
  return {
    HOME: workingDirectory,
    ...Object.fromEntries((spec.environmentSettings ?? []).map(({ name, value }) => [name, value])),
    AZ_BATCH_TASK_ID: spec.id,
    AZ_BATCH_TASK_DIR: directory,
    AZ_BATCH_TASK_WORKING_DIR: workingDirectory,
  };
}

function interrupted(message: string, exitCode?: number): TaskOutcome {
  const failureInfo: FailureInfo = { category: 'UserError', code: 'TaskEnded', message };
  return { by: 'interruption', failureInfo, ...(exitCode === undefined ? {} : { exitCode }) };
}

function failureExit(exitCode: number): FailureInfo {
  return {
    category: 'UserError',
    code: 'FailureExitCode',
    message: 'The task process exited with an unexpected exit code',
    details: [{ name: 'Message', value: `The task exited with an exit code representing a failure: ${exitCode}` }],
  };
}

function programNotFound(name: string): FailureInfo {
  return {
    category: 'UserError',
    code: 'CommandProgramNotFound',
    message: 'The specified command program is not found',
    details: [{ name: 'Message', value: `There is no executable ${JSON.stringify(name)}` }],
  };
}
