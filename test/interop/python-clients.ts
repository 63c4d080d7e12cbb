import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The clients of others: Python packages of fixed versions in a virtual environment of their own, kept between runs. */

const requirements = join(import.meta.dirname, 'requirements.txt');
const folder = join(import.meta.dirname, '..', '..', '.venv', 'interop');
/** Written last, with what was installed. */
const stamp = join(folder, 'installed');
const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');

export const clientsPython = join(bin, 'python');

/** Why the clients can't be run, or false when they are there. */
export function clientsMissing(): string | false {
  if (process.env['REVISIT_INTEROP'] === '0') return 'REVISIT_INTEROP=0';
  const wanted = digest();
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
    ? false
    : 'the Python clients are not installed; `npm run interop` installs them';
}

/** Makes the environment from the package index, once for each change of the requirements.
 * @throws {Error} without Python, its venv module or the index */
export function installClients(): void {
  if (clientsMissing() === false) return;
  rmSync(folder, { recursive: true, force: true });
  run('python3', ['-m', 'venv', folder]);
  run(clientsPython, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  writeFileSync(stamp, digest());
}

function digest(): string {
  return createHash('sha256').update(readFileSync(requirements)).digest('hex');
}

function run(program: string, args: readonly string[]): void {
  const done = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${done.error?.message ?? `exit code ${done.status}`}`);
}
