import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from '../helpers/stac-documents.ts';
import { testItem } from '../helpers/stac-documents.ts';
import { allEntries, ask } from '../helpers/stack-api.ts';
import { eventually, startTestStack, testHome, type TestHome, type TestStack } from '../helpers/stack.ts';
import { loadBench } from '../local/load/run-load.ts';

const lines = (ids: readonly string[]) => ids.map((id) => `${JSON.stringify(testItem('archive', id))}\n`).join('');
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);

describe('An archive loaded into a stack that runs', () => {
  let home: TestHome;
  let stack: TestStack;
  before(async () => {
    home = await testHome({ played: false });
    const bench = loadBench(home.path);
    const { code, stderr } = await bench.run(bench.file('early.ndjson', lines(names('early', 7))));
    assert.equal(code, 0, stderr);
    stack = await startTestStack(home);
  });
  after(() => stack.stop());

  const found = async () => {
    const page = await ask<Page>(`${stack.url}/api/stac/v1/search`, 'POST', { collections: ['archive'], limit: 1000 });
    return page.features.length;
  };

  it('before its first start is there then, without the demonstration', async () => {
    assert.equal(await found(), 7);
    assert.doesNotMatch(stack.output(), /wrote/);
  });

  it('is searchable at once, and the stack answers all the while', async () => {
    const bench = loadBench(home.path);
    const { child, done } = bench.start(bench.file('a.ndjson', lines(names('direct', 900))));
    while (child.exitCode === null) await found();
    assert.equal((await done).code, 0, (await done).stderr);
    assert.equal(await found(), 907);
  });

  it('is announced when asked', async () => {
    const { id } = await ask<{ id: string }>(`${stack.url}/api/notify/v1/subscriptions`, 'POST', {
      collections: ['archive'],
    });
    const bench = loadBench();
    const to = ['--to', `${stack.url}/api/stac/v1`];
    assert.equal((await bench.run(bench.file('quiet.ndjson', lines(names('quiet', 5))), ...to)).code, 0);
    const { code, stderr } = await bench.run(bench.file('b.ndjson', lines(names('told', 40))), ...to, '--announce');
    assert.equal(code, 0, stderr);
    const entries = await eventually('all announcements', async () => {
      const entries = await allEntries(stack.url, id);
      return entries.length >= 40 ? entries : undefined;
    });
    assert.deepEqual(entries.map(({ id }) => id).sort(), names('told', 40).sort());
  });
});
