import type { TaskFailure } from '../azure/batch-jobs.ts';

/** A failed task in one line: what its program said last (a line of JSON with a message), else what Batch says of it. */
export function describeFailure({ task, exitCode, message, stderr }: TaskFailure): string {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return `${task} (exit code ${exitCode ?? 'none'}): ${messageOf(last) || message}`;
}

function messageOf(line: string): string {
  try {
    const { message } = JSON.parse(line) as { readonly message?: unknown };
    return typeof message === 'string' ? message : line;
  } catch (error) {
    if (error instanceof SyntaxError) return line;
    throw error;
  }
}
