// The first step of every npm script: plain JavaScript that any Node from 20 up can run. It installs what is missing,
// then hands over to the Node that the project pins. `npm ci` with the lock file, so everyone has the same versions.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [program, ...args] = process.argv.slice(2);
const windows = process.platform === 'win32';
const installed = join(root, 'node_modules', '.package-lock.json');
const node = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

if (!isCurrent()) install();
run();

function isCurrent() {
  return (
    existsSync(installed) &&
    existsSync(node) &&
    statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  );
}

function install() {
  process.stderr.write('Installing what is missing (once) …\n');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
  });
  if (done.status !== 0 || !existsSync(node)) {
    process.stderr.write('npm ci failed; its messages are above.\n');
    process.exit(done.status || 1);
  }
}

function run() {
  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules', '.bin')}${windows ? ';' : ':'}${process.env.PATH ?? ''}`,
  };
  const child = spawn(
    node,
    ['--disable-warning=ExperimentalWarning', '--disable-warning=DEP0040', join(root, program), ...args],
    {
      cwd: process.cwd(),
      stdio: 'inherit',
      env,
    },
  );
  // Ctrl-C reaches the whole group; a signal sent to npm alone is passed on so that the stack drains.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}
