import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { queueSender } from '../../../lib/azure/queue-sender.ts';
import { storageAccount } from '../../../lib/azure/storage-account.ts';
import { itemChangedSchema, queues } from '../../../lib/events/queues.ts';
import type { BulkReport } from '../../../lib/stac/bulk-report.ts';
import type { Item } from '../../../lib/stac/item.ts';
import { startTestAzurite, type TestAzurite } from '../../helpers/azurite.ts';
import type { Answer } from '../../helpers/call.ts';
import { stacApp, type StacApp } from '../../helpers/stac-app.ts';
import { testCollection, testItem } from '../../helpers/stac-documents.ts';

const at = '/collections/scenes/bulk_items';
const ndjson = { 'content-type': 'application/x-ndjson' };
const withId = (id: string, day = 1, more: Partial<Item> = {}) => testItem('scenes', id, day, more);
const byId = (items: readonly Item[]) => Object.fromEntries(items.map((item) => [item.id, item]));
const linesOf = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('POST bulk_items', () => {
  let azurite: TestAzurite;
  let app: StacApp;
  before(async () => {
    azurite = await startTestAzurite();
    app = stacApp(queueSender(storageAccount(azurite.connectionString)));
    await app.catalog.putCollection(testCollection('scenes'));
  });
  after(async () => {
    await app.close();
    await azurite.stop();
  });

  const json = (body: unknown, query = '') => app.request('POST', `${at}${query}`, { body });
  const lines = (body: string, query = '', headers = ndjson) => app.request('POST', `${at}${query}`, { body, headers });
  const stored = async (id: string) => (await app.catalog.getItem('scenes', id))?.item();
  const counts = (answer: Answer) => {
    const { created, updated, unchanged, failed } = answer.json() as BulkReport;
    return { status: answer.status, created, updated, unchanged, failed };
  };
  const issues = (answer: Answer) =>
    (answer.json() as { errors: readonly { field: string; message: string }[] }).errors.map(({ field }) => field);

  describe('with the body of stac-fastapi', () => {
    it('inserts unless it says otherwise', async () => {
      const items = [withId('a1'), withId('a2')];
      const answer = await json({ items: byId(items) });
      assert.deepEqual(counts(answer), { status: 200, created: 2, updated: 0, unchanged: 0, failed: 0 });
      assert.deepEqual(await stored('a2'), items[1]);
      assert.equal((await json({ items: byId([withId('a3')]), method: 'insert' })).status, 200);
    });
    it('insert with an item that is there is 409 that names it, and writes nothing', async () => {
      const answer = await json({ items: byId([withId('a1', 2), withId('b1')]), method: 'insert' });
      assert.equal(answer.status, 409);
      assert.match((answer.json() as { detail: string }).detail, /scenes has these items already: a1$/);
      assert.equal(await stored('b1'), undefined);
      assert.deepEqual(await stored('a1'), withId('a1'));
    });
    it('insert with a bad item is 400 that names its fields, and writes nothing', async () => {
      const bad = { ...withId('b2'), bbox: [1, 2], properties: { datetime: 'yesterday' } };
      const answer = await json({ items: { b1: withId('b1'), b2: bad } });
      assert.equal(answer.status, 400);
      assert.deepEqual(issues(answer).sort(), ['items.b2.bbox', 'items.b2.properties.datetime']);
      assert.equal(await stored('b1'), undefined);
    });
    it('upsert counts what it did, and a bad item keeps no other out', async () => {
      const items = { a1: withId('a1'), a2: withId('a2', 9), c1: withId('c1'), c2: { id: 'c2' } };
      const answer = await json({ items, method: 'upsert' });
      assert.deepEqual(counts(answer), { status: 207, created: 1, updated: 1, unchanged: 1, failed: 1 });
      const [problem] = (answer.json() as BulkReport).problems;
      assert.deepEqual([problem?.id, problem?.status], ['c2', 400]);
      assert.ok(problem?.errors?.some(({ field }) => field === 'items.c2.geometry'));
      assert.deepEqual(await stored('a2'), withId('a2', 9));
    });
    it('an item stands under its own id, and in the collection of the path', async () => {
      const answer = await json({ items: { d1: withId('d2'), d3: testItem('other', 'd3') } });
      assert.deepEqual(issues(answer), ['items.d1.id', 'items.d3.collection']);
      const named = withId('__proto__');
      assert.equal(
        (await app.request('POST', at, { body: `{"items":{"__proto__":${JSON.stringify(named)}}}` })).status,
        200,
      );
      assert.deepEqual(await stored('__proto__'), named);
    });
    it('any other member is refused by its name', async () => {
      assert.deepEqual(issues(await json({ items: {}, methode: 'upsert' })), ['methode']);
      assert.deepEqual(issues(await json({ items: [withId('e')] })), ['items']);
      assert.deepEqual(issues(await json({ items: {}, method: 'replace' })), ['method']);
      assert.deepEqual(issues(await json({})), ['items']);
    });
    it('names 100 fields of many, and how many more', async () => {
      const items = Object.fromEntries(
        Array.from({ length: 130 }, (_, n) => [`f${n}`, { ...withId(`f${n}`), type: 'x' }]),
      );
      const answer = await json({ items });
      const { errors } = answer.json() as { errors: readonly { field: string; message: string }[] };
      assert.deepEqual([errors.length, errors.at(-1)], [101, { field: 'items', message: 'and 30 more' }]);
    });
  });

  describe('with one item a line', () => {
    it('upserts; each bad line has its own problem, the one that a single write has', async () => {
      const bad = { ...withId('l2'), properties: { datetime: null } };
      const body = `${JSON.stringify(withId('l1'))}\n${JSON.stringify(bad)}\r\n\nnot json\n${JSON.stringify(withId('l3'))}`;
      const answer = await lines(body);
      assert.deepEqual(counts(answer), { status: 207, created: 2, updated: 0, unchanged: 0, failed: 2 });
      const { problems } = answer.json() as BulkReport;
      const single = (await app.request('POST', '/collections/scenes/items', { body: bad })).json();
      assert.deepEqual(problems[0], { line: 2, id: 'l2', ...(single as object) });
      assert.deepEqual([problems[1]?.line, problems[1]?.errors?.[0]?.field], [4, 'body']);
      assert.deepEqual(await stored('l3'), withId('l3'));
    });
    it('again is unchanged', async () => {
      const body = linesOf([withId('l1'), withId('l3')]);
      assert.deepEqual(counts(await lines(body)), { status: 200, created: 0, updated: 0, unchanged: 2, failed: 0 });
    });
    it('of one id the last one stays', async () => {
      const answer = await lines(linesOf([withId('m', 1), withId('m', 2), withId('m', 3)]));
      assert.deepEqual(counts(answer), { status: 200, created: 1, updated: 2, unchanged: 0, failed: 0 });
      assert.deepEqual(await stored('m'), withId('m', 3));
    });
    it('insert: one that is there is a conflict of its own', async () => {
      const answer = await lines(linesOf([withId('l1', 5), withId('n1'), withId('n1', 2)]), '?method=insert');
      assert.deepEqual(counts(answer), { status: 207, created: 1, updated: 0, unchanged: 0, failed: 2 });
      const { problems } = answer.json() as BulkReport;
      assert.deepEqual(
        problems.map(({ line, id, status, title }) => [line, id, status, title]),
        [
          [1, 'l1', 409, 'Conflict'],
          [3, 'n1', 409, 'Conflict'],
        ],
      );
      assert.deepEqual([await stored('l1'), await stored('n1')], [withId('l1'), withId('n1')]);
    });
    it('RFC 8142: records may have many lines', async () => {
      const record = (value: unknown) => `\u001E${JSON.stringify(value, null, 2)}\n`;
      const body = record(withId('s1')) + record({ ...withId('s2'), id: 7 }) + record(withId('s3'));
      const first = record(withId('s1')).split('\n').length;
      const answer = await lines(body, '', { 'content-type': 'application/geo+json-seq; charset=utf-8' });
      assert.deepEqual(counts(answer), { status: 207, created: 2, updated: 0, unchanged: 0, failed: 1 });
      assert.equal((answer.json() as BulkReport).problems[0]?.line, first);
      assert.deepEqual(await stored('s3'), withId('s3'));
    });
    it('bad UTF-8 is refused, not replaced', async () => {
      const body = Buffer.from(linesOf([withId('u1'), { ...withId('u2'), title: '\u00ff' }]));
      body[body.lastIndexOf(0xc3)] = 0xff;
      const answer = await app.request('POST', at, { body, headers: ndjson });
      assert.equal((answer.json() as BulkReport).problems[0]?.errors?.[0]?.message, 'not UTF-8');
    });
    it('1,200 items are written, and 130 bad ones are told of by the first 100', async () => {
      const good = Array.from({ length: 1200 }, (_, n) => withId(`many-${n}`, (n % 28) + 1));
      const bad = Array.from({ length: 130 }, (_, n) => ({ id: `bad-${n}` }));
      const answer = await lines(linesOf([...good, ...bad]));
      assert.deepEqual(counts(answer), { status: 207, created: 1200, updated: 0, unchanged: 0, failed: 130 });
      assert.equal((answer.json() as BulkReport).problems.length, 100);
    });
  });

  it('announces only when asked, then also what is unchanged', async () => {
    const client = storageAccount(azurite.connectionString).queues.getQueueClient(queues.itemChanged);
    const announced = async () =>
      (await client.receiveMessages({ numberOfMessages: 32 })).receivedMessageItems
        .map(({ messageText }) => itemChangedSchema.parse(JSON.parse(Buffer.from(messageText, 'base64').toString())))
        .map(({ id, version, change }) => ({ id, version, change }))
        .sort((a, b) => a.id.localeCompare(b.id));
    assert.equal(await client.exists(), false);
    await lines(linesOf([withId('x2'), withId('x3')]));
    await lines(linesOf([withId('x1'), withId('x2', 4), withId('x3'), { id: 'x4' }]), '?announce=true');
    const version = async (id: string) => (await app.catalog.getItem('scenes', id))?.version;
    assert.deepEqual(await announced(), [
      { id: 'x1', version: await version('x1'), change: 'created' },
      { id: 'x2', version: await version('x2'), change: 'updated' },
      { id: 'x3', version: await version('x3'), change: 'updated' },
    ]);
  });

  it('an unknown collection is 404, an unknown method 400', async () => {
    assert.equal((await app.request('POST', '/collections/none/bulk_items', { body: { items: {} } })).status, 404);
    assert.deepEqual(issues(await lines('', '?method=replace')), ['method']);
    assert.deepEqual(issues(await lines('', '?announce=yes')), ['announce']);
  });

  it('a body over the limit is 413', async () => {
    const headers = (size: number, type: string) => ({ 'content-type': type, 'content-length': String(size) });
    const post = (size: number, type: string) =>
      app.request('POST', at, { body: '{"items":{}}', headers: headers(size, type) });
    assert.equal((await post(33_554_432, 'application/json')).status, 200);
    assert.equal((await post(33_554_433, 'application/json')).status, 413);
    assert.equal((await post(100_000_001, ndjson['content-type'])).status, 413);
    const tooLong = JSON.stringify(withId('long', 1, { properties: { datetime: null, x: 'x'.repeat(8 * 2 ** 20) } }));
    const answer = await lines(`${tooLong}\n${JSON.stringify(withId('short'))}`);
    const [problem] = (answer.json() as BulkReport).problems;
    assert.deepEqual([problem?.line, problem?.status, (answer.json() as BulkReport).created], [1, 413, 1]);
  });

  it('whatever is sent is answered: every line is counted once', async () => {
    const member = fc.constantFrom(...Object.keys(withId('a')), '__proto__', 'constructor');
    const broken = fc
      .tuple(fc.constantFrom('z1', 'z2', 'z3'), fc.dictionary(member, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 2 }))
      .map(([id, more]) => JSON.stringify({ ...withId(id), ...more }));
    const any = fc.oneof(broken, fc.json(), fc.string({ unit: 'binary', maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(any, { maxLength: 6 }),
        fc.constantFrom('', '?method=insert', '?method=upsert'),
        async (values, query) => {
          const answer = await lines(values.join('\n'), query);
          assert.ok([200, 207].includes(answer.status), answer.text);
          const { created, updated, unchanged, failed } = counts(answer);
          const full = values
            .join('\n')
            .split('\n')
            .filter((line) => Buffer.from(line).some((byte) => byte > 0x20)).length;
          if (!values[0]?.startsWith('\u001E')) assert.equal(created + updated + unchanged + failed, full);
          const body = `{"items":{${values.map((value, n) => `"z${n}":${value}`).join()}}}`;
          const whole = await app.request('POST', `${at}${query}`, { body });
          assert.ok(whole.status < 500, whole.text);
        },
      ),
      { numRuns: 400 },
    );
  });
});
