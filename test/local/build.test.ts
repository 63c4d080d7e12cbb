import { startHost } from '../../local/host/start-host.ts';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startTestAzurite } from '../helpers/azurite.ts';

const root = join(import.meta.dirname, '..', '..');

/** What is deployed: the bundle that package.json's `main` names, in a folder of its own so that nobody's build is touched. */
describe('the bundle for Azure', () => {
  const outdir = `dist/test-${process.pid}`;
  let home: string;
  let azurite: Awaited<ReturnType<typeof startTestAzurite>>;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'revisit-bundle-'));
    azurite = await startTestAzurite();
    execFileSync(process.execPath, [join(root, 'local', 'build.ts'), outdir], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  });
  after(async () => {
    await azurite.stop();
    await rm(home, { recursive: true, force: true });
    await rm(join(root, outdir), { recursive: true, force: true });
  });

  it('registers every function and answers a search, as the source does', async () => {
    const host = await startHost({
      entry: join(root, outdir, 'main.cjs'),
      hostJson: join(root, 'host.json'),
      port: 0,
      storage: azurite.connectionString,
      historyPath: join(home, 'durable.sqlite'),
      settings: {
        AzureWebJobsStorage: azurite.connectionString,
        SQLITE_PATH: join(home, 'catalog.sqlite'),
        BATCH_URL: 'http://127.0.0.1:9',
        BATCH_KEY: Buffer.from('not asked here').toString('base64'),
      },
    });
    try {
      const names = host.functions.map(({ name }) => name);
      for (const name of [
        'ingest-blob-event',
        'match-item',
        'deliver-webhook',
        'stac-search',
        'sas-sign',
        'run-due-schedules',
        'composite',
      ]) {
        assert.ok(names.includes(name), `${name} is registered`);
      }
      const answer = await fetch(`${host.url}/api/stac/v1/search?filter=${encodeURIComponent("id = 'none'")}`);
      assert.equal(answer.status, 200);
      assert.deepEqual(((await answer.json()) as { features: unknown[] }).features, []);
    } finally {
      await host.stop();
    }
  });
});
