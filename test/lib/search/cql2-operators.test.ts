import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseCql2Json, formatCql2Json } from '../../../lib/search/cql2-json.ts';
import { parseCql2Text } from '../../../lib/search/cql2-text.ts';
import type { Cql2 } from '../../../lib/search/cql2.ts';
import { compileFilter } from '../../../lib/search/evaluate.ts';
import type { Item } from '../../../lib/stac/item.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';

/** In the plane, as there, what lies at -200° isn't what lies at 160°; here it is. */
const onTheGlobe = /^s_(?:intersects|disjoint|overlaps)\(geom, POLYGON|^s_crosses/;

const linesOf = (file: string) =>
  readFileSync(sharedData(`cql2/cql2rs/${file}`), 'utf8')
    .trim()
    .split('\n');

describe('every operator of CQL2, over the data of the cql2-rs project', { skip: sharedDataMissing }, () => {
  const items = sharedDataMissing
    ? []
    : linesOf('cql2testdata.ndjson').map((line) => itemOf(JSON.parse(line) as object));
  const lines = sharedDataMissing ? [] : linesOf('operators_expected.txt');
  const found = (filter: Cql2) => items.filter(compileFilter(filter)).map((item) => item.properties['intfield']);

  for (const [at, text] of lines.entries()) {
    // Below each expression stand the numbers of what it finds.
    if (!/[a-z]/.test(text) || onTheGlobe.test(text)) continue;
    it(text.slice(0, 80), () => {
      const expected = (lines[at + 1] ?? '').split(' ').filter(Boolean).map(Number);
      assert.deepEqual(found(parseCql2Text(text)), expected);
      assert.deepEqual(found(parseCql2Json(formatCql2Json(parseCql2Text(text)))), expected);
    });
  }
});

function itemOf(properties: object): Item {
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id: 'a',
    collection: 'c',
    geometry: null,
    properties: { datetime: null, ...properties },
    links: [],
    assets: {},
  };
}
