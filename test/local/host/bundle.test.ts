import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { build } from 'esbuild';
import { startTestHost } from './start-test-host.ts';

describe('a bundled app', () => {
  it('is loaded from CommonJS as from source', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'revisit-bundle-'));
    const outfile = join(directory, 'main.cjs');
    await symlink(join(import.meta.dirname, '../../../node_modules'), join(directory, 'node_modules'));
    await build({
      entryPoints: [join(import.meta.dirname, 'apps/durable-app.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['@azure/functions', 'durable-functions'],
      logLevel: 'error',
    });
    const host = await startTestHost('durable-app.ts', { entry: outfile, directory });
    assert.ok(host.functions.some(({ name, trigger }) => name === 'fan-out' && trigger === 'orchestration'));
    const started = await fetch(`${host.url}/start/chain/bundled`, { method: 'POST', body: '{"n":1}' });
    assert.equal(started.status, 202);
    const waited = await fetch(`${host.url}/wait/bundled`);
    assert.equal(await waited.json(), 8);
    await host.stop();
    await rm(directory, { recursive: true });
  });
});
