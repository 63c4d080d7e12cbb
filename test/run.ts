import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

/** Type check, lint, format, then every test; the runner's summary comes last. `npm test -- test/lib/geo` runs a part. */
const root = join(import.meta.dirname, '..');
const wanted = process.argv.slice(2);

if (wanted.length === 0) {
  step('tsc');
  step('oxlint', '--type-aware');
  step('oxfmt', '--check');
}
const files = globSync('test/**/*.test.ts', { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
// Without a name the runner would look for tests itself, and run programs that tests start.
if (files.length === 0) {
  console.error(`No test file has ${wanted.join(' or ')} in its path`);
  process.exit(1);
}
const tests = spawnSync(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--test',
    '--test-reporter=spec',
    '--test-concurrency=2',
    '--test-timeout=180000',
    ...files,
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(tests.status ?? 1);

function step(tool: string, ...args: string[]): void {
  const done = spawnSync(join(root, 'node_modules', '.bin', tool), args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
