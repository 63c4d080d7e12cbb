import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installClients } from './python-clients.ts';

/** `npm run interop`: installs the clients of others where they are missing, then runs them against a stack. */
installClients();
const run = join(import.meta.dirname, '..', 'run.ts');
const done = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', run, 'test/interop'], {
  stdio: 'inherit',
});
process.exitCode = done.status ?? 1;
