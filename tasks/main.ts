import { compositeAssemble } from './composite-assemble.ts';
import { compositeTile } from './composite-tile.ts';
import { exitCode, failureLine } from './task-failure.ts';
import { invalid } from '../lib/errors.ts';

/** The programs of Batch nodes: `revisit-task <name> <options>`. They read and write in the working directory.
 * Exit codes: 0 done, 2 the plan or the arguments are wrong (no use in trying again), 1 anything else.
 * A failure's last line on stderr is JSON: name, message, url. */
const programs: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  'composite-tile': compositeTile,
  'composite-assemble': compositeAssemble,
};

const [name = '', ...args] = process.argv.slice(2);
try {
  const program = programs[name];
  if (!program) throw invalid('program', `${JSON.stringify(name)} is none of ${Object.keys(programs).join(', ')}`);
  await program(args);
} catch (error) {
  process.exitCode = exitCode(error);
  process.stderr.write(`${failureLine(error)}\n`);
}
