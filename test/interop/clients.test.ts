import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startTestStack, testHome, type TestHome, type TestStack } from '../helpers/stack.ts';
import { pytest } from './pytest.ts';
import { clientsMissing, installClients } from './python-clients.ts';

if (process.env['REVISIT_INTEROP'] === '1') installClients();

/** In this order: the last one writes and deletes. */
const files = [
  'test_pystac_client.py',
  'test_planetary_computer.py',
  'test_gdal.py',
  'test_xarray.py',
  'test_browsers.py',
  'test_documentation.py',
  'test_validators.py',
  'test_schemathesis.py',
];

describe('clients of others, against a running stack', { skip: clientsMissing() }, () => {
  let home: TestHome;
  let stack: TestStack;
  let blobs: string;
  before(async () => {
    home = await testHome({ played: false });
    stack = await startTestStack(home, ['--json']);
    assert.ok((await stack.report()).ok, stack.output());
    const { blob } = JSON.parse(readFileSync(join(home.path, 'ports.json'), 'utf8')) as { readonly blob: number };
    blobs = `http://127.0.0.1:${blob}/devstoreaccount1`;
  });
  after(() => stack.stop());

  for (const file of files) {
    it(file, async (context) => {
      for (const test of await pytest(file, { url: stack.url, blobs }, join(home.path, `${file}.xml`))) {
        await context.test(test.name, { skip: test.skipped ?? false }, () => {
          if (test.failure !== undefined) assert.fail(test.failure);
        });
      }
    });
  }
});
