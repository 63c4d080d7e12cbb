import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { byteSink } from '../../../lib/catalog/byte-sink.ts';
import type { StoredItem } from '../../../lib/catalog/catalog.ts';
import { openPage, packPage } from '../../../lib/catalog/packed-page.ts';

function stored(id: string): StoredItem {
  const item = { id, collection: 'alpha' };
  const json = JSON.stringify(item);
  return { ...item, version: '1', updated: '2024-01-01T00:00:00Z', json, item: () => JSON.parse(json) };
}

/** As a row whose bytes are damaged. */
const damaged: StoredItem = {
  ...stored('damaged'),
  writeTo: (sink) => {
    sink.text('{"half":');
    throw new Error('not deflated');
  },
};

describe('a packed page', () => {
  it('opens as it was packed', () => {
    const page = openPage(packPage({ items: [stored('Zürich'), stored('東京')], matched: 2 }, byteSink()));
    assert.deepEqual(
      page.items.map((item) => item.item().id),
      ['Zürich', '東京'],
    );
    assert.equal(page.matched, 2);
  });

  it('has nothing of a page that failed before it', () => {
    const sink = byteSink();
    assert.throws(() => packPage({ items: [stored('a'), damaged] }, sink), /not deflated/);
    const page = openPage(packPage({ items: [stored('b')] }, sink));
    assert.equal(page.items[0]?.json, stored('b').json);
  });

  it('is gone once it is released', () => {
    const page = openPage(packPage({ items: [stored('a')] }, byteSink()));
    page.release?.();
    assert.equal(page.items[0]?.bytes?.length, 0);
    assert.throws(() => page.items[0]?.item(), SyntaxError);
  });
});
