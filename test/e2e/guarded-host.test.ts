import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startHost, type RunningHost } from '../../local/host/start-host.ts';
import { startTestAzurite, type TestAzurite } from '../helpers/azurite.ts';
import { aCollection, call } from '../helpers/stack-api.ts';
import { bodies } from './bad-requests.ts';

const root = join(import.meta.dirname, '..', '..');
const key = 'a-key-of-this-test-only';

describe('The app with the settings of Azure', () => {
  let azurite: TestAzurite;
  let host: RunningHost | undefined;
  let base = '';
  let home = '';

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'revisit-guarded-'));
    azurite = await startTestAzurite();
    host = await startHost({
      entry: join(root, 'functions', 'main.ts'),
      hostJson: join(root, 'host.json'),
      port: 0,
      storage: azurite.connectionString,
      historyPath: join(home, 'durable.sqlite'),
      requireKeys: true,
      keys: { host: key },
      settings: {
        AzureWebJobsStorage: azurite.connectionString,
        SQLITE_PATH: join(home, 'catalog.sqlite'),
        TOKEN_SECRET: 'only for this test, long enough',
        // Nothing here reaches Batch.
        BATCH_URL: 'http://127.0.0.1:9',
        BATCH_KEY: 'a2V5',
        WEBHOOK_ALLOW_PRIVATE: '0',
      },
    });
    base = host.url;
  });
  after(async () => {
    await host?.stop();
    await azurite.stop();
    await rm(home, { recursive: true });
  });

  const writes = [
    ...bodies.filter(([, path]) => path !== '/api/stac/v1/search'),
    ['POST', '/api/stac/v1/collections/x/bulk_items'],
    ['POST', '/api/jobs/v1/failures/x/replay'],
    ['POST', '/api/jobs/v1/x/cancel'],
    ['DELETE', '/api/jobs/v1/x'],
    ['DELETE', '/api/jobs/v1/schedules/x'],
    ['DELETE', '/api/notify/v1/subscriptions/x'],
    ['DELETE', '/api/stac/v1/collections/x'],
    ['DELETE', '/api/stac/v1/collections/x/items/x'],
  ] as const;
  for (const [method, path] of writes) {
    it(`${method} ${path} needs a key`, async () => {
      const body = method === 'DELETE' ? undefined : {};
      assert.equal((await call(`${base}${path}`, method, body)).status, 401);
      assert.equal((await call(`${base}${path}?code=wrong`, method, body)).status, 401);
      assert.notEqual((await call(`${base}${path}?code=${key}`, method, body)).status, 401);
    });
  }

  for (const path of [
    '/api/stac/v1',
    '/api/stac/v1/collections',
    '/api/stac/v1/search',
    '/api/jobs/v1',
    '/api/jobs/v1/schedules',
  ]) {
    it(`GET ${path} is anonymous`, async () => {
      assert.equal((await call(`${base}${path}`)).status, 200);
    });
  }

  it('a collection is written with a key', async () => {
    const collection = aCollection('kept', { pattern: '**' });
    assert.equal((await call(`${base}/api/stac/v1/collections?code=${key}`, 'POST', collection)).status, 201);
  });

  for (const url of [
    'http://example.com/hook',
    'https://127.0.0.1/hook',
    'https://127.1/hook',
    'https://2130706433/hook',
    'https://0x7f.0.0.1/hook',
    'https://localhost/hook',
    'https://a.localhost/hook',
    'https://[::1]/hook',
    'https://[::ffff:127.0.0.1]/hook',
    'https://[fd00::1]/hook',
    'https://10.0.0.1/hook',
    'https://172.31.255.255/hook',
    'https://192.168.1.1/hook',
    'https://169.254.169.254/metadata/instance',
    'https://168.63.129.16/machine',
    'https://100.64.0.1/hook',
    'https://0.0.0.0/hook',
  ]) {
    it(`a webhook to ${url} is refused`, async () => {
      const answer = await call(`${base}/api/notify/v1/subscriptions?code=${key}`, 'POST', { webhook: url });
      assert.equal(answer.status, 400);
      const { errors } = answer.body as { readonly errors: readonly { readonly field: string }[] };
      assert.deepEqual(
        errors.map(({ field }) => field),
        ['webhook.url'],
      );
    });
  }
});
