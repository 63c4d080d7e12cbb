import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordStore } from '../../lib/catalog/records.ts';
import { PreconditionFailedError } from '../../lib/errors.ts';

/** A store under test, empty. `another` opens the same data once more, as another process would. */
export interface RecordsUnderTest {
  readonly records: RecordStore;
  another(): Promise<RecordStore>;
  close(): Promise<void>;
}

const awkwardIds = [
  '',
  ' ',
  '.',
  '..',
  'a',
  'a/b',
  'a?b#c',
  'a\\b',
  'a%2Fb',
  'A',
  '~',
  '!',
  'é',
  '\uFFFD',
  '😀',
  "o'hara",
  'x'.repeat(1000),
];

/** What every record store does. */
export function recordsContract(name: string, open: () => Promise<RecordsUnderTest>): void {
  const withRecords = async (work: (records: RecordStore, under: RecordsUnderTest) => Promise<void>) => {
    const under = await open();
    try {
      await work(under.records, under);
    } finally {
      await under.close();
    }
  };

  describe(`${name}: records`, () => {
    it('are read as they were written', () =>
      withRecords(async (records) => {
        const value = { text: 'ünïcode', nested: [1, null, { deep: true }] };
        const put = await records.put('jobs', 'p', 'a', value);
        assert.deepEqual(put.value, value);
        assert.deepEqual(await records.get('jobs', 'p', 'a'), put);
        assert.equal(await records.get('jobs', 'q', 'a'), undefined);
        assert.equal(await records.get('feeds', 'p', 'a'), undefined);
        const again = await records.put('jobs', 'p', 'a', value);
        assert.notEqual(again.etag, put.etag);
        assert.equal(await records.delete('jobs', 'p', 'a'), true);
        assert.equal(await records.delete('jobs', 'p', 'a'), false);
        assert.equal(await records.get('jobs', 'p', 'a'), undefined);
      }));

    it('keep any id apart from every other, in the order of bytes', () =>
      withRecords(async (records) => {
        for (const id of awkwardIds) await records.put('t', 'p/#?', id, { id });
        for (const id of awkwardIds) assert.deepEqual((await records.get('t', 'p/#?', id))?.value, { id });
        const sorted = awkwardIds.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        assert.deepEqual(
          (await records.list('t', 'p/#?')).map(({ id }) => id),
          sorted,
        );
      }));

    it('are listed from either end, between bounds', () =>
      withRecords(async (records) => {
        for (const id of ['a', 'b', 'c', 'd', 'e']) await records.put('t', 'p', id, id);
        const ids = async (range: Parameters<RecordStore['list']>[2]) =>
          (await records.list('t', 'p', range)).map(({ id }) => id).join('');
        assert.equal(await ids({ after: 'b' }), 'cde');
        assert.equal(await ids({ before: 'd', limit: 2 }), 'ab');
        assert.equal(await ids({ before: 'd', limit: 2, order: 'desc' }), 'cb');
        assert.equal(await ids({ after: 'a', before: 'e', order: 'desc' }), 'dcb');
        assert.equal(await ids({ after: 'bb' }), 'cde');
        assert.deepEqual(await records.list('t', 'none'), []);
      }));

    it('are written only when the condition holds', () =>
      withRecords(async (records) => {
        await assert.rejects(records.put('t', 'p', 'a', 1, { ifMatch: 'x' }), PreconditionFailedError);
        const first = await records.put('t', 'p', 'a', 1, { ifNoneMatch: '*' });
        await assert.rejects(records.put('t', 'p', 'a', 2, { ifNoneMatch: '*' }), PreconditionFailedError);
        const second = await records.put('t', 'p', 'a', 2, { ifMatch: first.etag });
        await assert.rejects(records.put('t', 'p', 'a', 3, { ifMatch: first.etag }), PreconditionFailedError);
        assert.deepEqual(await records.get('t', 'p', 'a'), second);
      }));

    it('of one expected state are won by one of many writers', () =>
      withRecords(async (records, under) => {
        const rival = await under.another();
        const { etag } = await records.put('t', 'p', 'a', 0);
        const puts = Array.from({ length: 10 }, (_, n) =>
          (n % 2 ? rival : records).put('t', 'p', 'a', n, { ifMatch: etag }),
        );
        const settled = await Promise.allSettled(puts);
        assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1);
        await rival.close();
      }));
  });

  describe(`${name}: logs`, () => {
    it('count from 1 and take each key once', () =>
      withRecords(async (records) => {
        assert.deepEqual(await records.append('feed', 'p', 'k/1', { n: 1 }), { seq: 1, created: true });
        assert.deepEqual(await records.append('feed', 'p', 'k/2', { n: 2 }), { seq: 2, created: true });
        assert.deepEqual(await records.append('feed', 'p', 'k/1', { n: 9 }), { seq: 1, created: false });
        assert.deepEqual(await records.append('feed', 'q', 'k/1', { n: 3 }), { seq: 1, created: true });
        const entries = await records.readLog('feed', 'p', { limit: 10, order: 'asc' });
        assert.deepEqual(
          entries.map(({ seq, key, value }) => ({ seq, key, value })),
          [
            { seq: 1, key: 'k/1', value: { n: 1 } },
            { seq: 2, key: 'k/2', value: { n: 2 } },
          ],
        );
        assert.ok(entries.every(({ at }) => Math.abs(Date.now() - Date.parse(at)) < 60_000));
      }));

    it('are read from a cursor in both directions', () =>
      withRecords(async (records) => {
        for (let n = 1; n <= 7; n++) await records.append('feed', 'p', `k${n}`, n);
        const read = async (options: Parameters<RecordStore['readLog']>[2]) =>
          (await records.readLog('feed', 'p', options)).map(({ seq }) => seq);
        assert.deepEqual(await read({ limit: 3, order: 'asc' }), [1, 2, 3]);
        assert.deepEqual(await read({ cursor: 3, limit: 3, order: 'asc' }), [4, 5, 6]);
        assert.deepEqual(await read({ limit: 2, order: 'desc' }), [7, 6]);
        assert.deepEqual(await read({ cursor: 6, limit: 9, order: 'desc' }), [5, 4, 3, 2, 1]);
        assert.deepEqual(await read({ cursor: 7, limit: 9, order: 'asc' }), []);
        assert.deepEqual(await read({ cursor: 0, limit: 1, order: 'asc' }), [1]);
      }));

    it('have no gap and no double when many append at once', () =>
      withRecords(async (records, under) => {
        const rival = await under.another();
        const keys = Array.from({ length: 60 }, (_, n) => `k${n % 40}`);
        const appended = await Promise.all(
          keys.map(async (key, n) => ({ key, ...(await (n % 2 ? rival : records).append('feed', 'p', key, key)) })),
        );
        const entries = await records.readLog<string>('feed', 'p', { limit: 100, order: 'asc' });
        assert.deepEqual(
          entries.map(({ seq }) => seq),
          Array.from({ length: 40 }, (_, n) => n + 1),
        );
        assert.equal(new Set(entries.map(({ key }) => key)).size, 40);
        assert.equal(appended.filter(({ created }) => created).length, 40);
        for (const { key, seq } of appended) assert.equal(entries[seq - 1]?.value, key);
        await rival.close();
      }));

    it('begin again after they were deleted', () =>
      withRecords(async (records) => {
        await records.append('feed', 'p', 'a', 1);
        await records.append('feed', 'p', 'b', 2);
        await records.append('feed', 'q', 'a', 3);
        await records.deleteLog('feed', 'p');
        assert.deepEqual(await records.readLog('feed', 'p', { limit: 5, order: 'desc' }), []);
        assert.deepEqual(await records.append('feed', 'p', 'b', 4), { seq: 1, created: true });
        assert.equal((await records.readLog('feed', 'q', { limit: 5, order: 'asc' })).length, 1);
      }));
  });
}
