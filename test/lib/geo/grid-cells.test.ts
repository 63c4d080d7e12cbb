import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { geohash, geotile } from '../../../lib/geo/grid-cells.ts';

describe('geohash', () => {
  // The first from Wikipedia's article, the others from the geohash.org of Niemeyer's examples.
  for (const [place, hash] of [
    [[-5.6, 42.6], 'ezs42'],
    [[10.40744, 57.64911], 'u4pruydqqvj'],
    [[-180, -90], '000'],
    [[180, 90], 'zzz'],
  ] as const)
    it(`${hash} holds ${place.join(', ')}`, () => assert.equal(geohash([...place], hash.length), hash));
});

describe('geotile', () => {
  // From OpenStreetMap's wiki and the corners of the web map.
  for (const [place, zoom, tile] of [
    [[7.56198, 47.47607], 11, '11/1067/716'],
    [[-180, 90], 3, '3/0/0'],
    [[180, -90], 3, '3/7/7'],
    [[0, 0], 0, '0/0/0'],
  ] as const)
    it(`${tile} holds ${place.join(', ')}`, () => assert.equal(geotile([...place], zoom), tile));
});
