import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { compileSearch } from '../../../lib/search/matches.ts';
import { parseSearchGet, parseSearchPost } from '../../../lib/search/parse-search.ts';
import { compareItems } from '../../../lib/search/sort-items.ts';
import type { Item } from '../../../lib/stac/item.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { anItem } from './an-item.ts';

const finds = (query: string, item: Item) => compileSearch(parseSearchGet(new URLSearchParams(query)).request)(item);

describe('compileSearch', () => {
  it('a search of nothing finds everything', () => assert.ok(finds('', anItem({ geometry: null }))));

  it('ids, collections, time, area and filter must all hold', () => {
    const item = anItem({ properties: { 'eo:cloud_cover': 5 } });
    const search = [
      'ids=x,scene-1',
      'collections=sentinel-2-l2a',
      'datetime=2024-06-01',
      'bbox=9,49,11,51',
      'filter=eo:cloud_cover<10',
    ];
    assert.ok(finds(search.join('&'), item));
    const misses = ['ids=x', 'collections=x', 'datetime=2024-06-02/..', 'bbox=11,49,12,51', 'filter=eo:cloud_cover>10'];
    for (const [index, miss] of misses.entries()) assert.ok(!finds(search.with(index, miss).join('&'), item), miss);
  });

  it('a span is found by any time it touches', () => {
    const item = anItem({
      properties: { datetime: null, start_datetime: '2024-05-01T00:00:00Z', end_datetime: '2024-05-31T00:00:00Z' },
    });
    for (const query of [
      '2024-05-20',
      '2024-05-31',
      '../2024-05-01T00:00:00Z',
      '2024-05-31T00:00:00Z/..',
      '2020-01-01/2030-01-01',
    ])
      assert.ok(finds(`datetime=${query}`, item), query);
    for (const query of ['2024-04-30', '2024-06-01/..']) assert.ok(!finds(`datetime=${query}`, item), query);
  });

  it('items without a place or a time are in no area and no interval', () => {
    assert.ok(!finds('bbox=-180,-90,180,90', anItem({ geometry: null })));
    assert.ok(!finds('datetime=../2030-01-01', anItem({ properties: { datetime: null } })));
  });

  it('boxes and items across ±180° meet on both sides', () => {
    const unwrapped = anItem({
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [179, 0],
            [182, 0],
            [182, 2],
            [179, 2],
            [179, 0],
          ],
        ],
      },
    });
    const point = anItem({ geometry: { type: 'Point', coordinates: [-179, 1] } });
    for (const item of [unwrapped, point]) {
      assert.ok(finds('bbox=178,-5,-177,5', item));
      assert.ok(finds('bbox=-179.5,-5,-177,5', item));
      assert.ok(!finds('bbox=0,-5,10,5', item));
      assert.ok(!finds('bbox=-177,-5,178,5', item));
    }
  });
});

describe('searches recorded from pgstac', { skip: sharedDataMissing }, () => {
  const lines = (path: string) => readFileSync(sharedData(path), 'utf8').split('\n').filter(Boolean);

  it('find the same items in the same order', () => {
    const items = lines('search/pgstac_items.ndjson').map((line) => JSON.parse(line) as Item);
    // One item there says "2012" in quotes; pgstac casts it by its queryables, here text is no number.
    const castByPgstac = 'naip:year';
    let compared = 0;
    for (const line of lines('search/pgstac_search_vectors.ndjson')) {
      const vector = JSON.parse(line) as {
        fn: string;
        filter_lang?: string;
        query: Record<string, unknown>;
        ids?: string[];
        numberMatched: number | null;
      };
      // The legacy CQL of the other vectors is not spoken here, nor is paging or free text.
      if (vector.fn !== 'search' || vector.filter_lang !== 'cql2-json') continue;
      if (JSON.stringify(vector.query).includes(castByPgstac)) continue;
      const { request } = parseSearchPost({ limit: 10, ...vector.query });
      const found = items.filter(compileSearch(request));
      if (vector.numberMatched !== null) assert.equal(found.length, vector.numberMatched, line.slice(0, 200));
      // pgstac breaks ties its own way, so order is compared where the search fixes it or finds all.
      const ids = found
        .toSorted(compareItems(request.sortby))
        .slice(0, request.limit)
        .map((item) => item.id);
      if (request.sortby.some((key) => key.field === 'id')) assert.deepEqual(ids, vector.ids);
      else if (found.length <= request.limit) assert.deepEqual(ids.toSorted(), vector.ids?.toSorted());
      compared++;
    }
    assert.equal(compared, 16);
  });
});
