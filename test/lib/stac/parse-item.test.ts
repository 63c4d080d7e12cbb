import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { InvalidInputError } from '../../../lib/errors.ts';
import type { Item } from '../../../lib/stac/item.ts';
import { parseItem } from '../../../lib/stac/parse-item.ts';
import { fieldsRefused } from '../search/issues-of.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';

function realItems(file: string): readonly Item[] {
  const lines = readFileSync(sharedData(`items/${file}`), 'utf8')
    .split('\n')
    .filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Item);
}

const square = (west: number, east: number) => ({
  type: 'Feature',
  stac_version: '1.0.0',
  id: 'a',
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, 0],
        [east, 0],
        [east, 1],
        [west, 1],
        [west, 0],
      ],
    ],
  },
  bbox: [west, 0, east, 1],
  properties: { datetime: '2024-01-01T00:00:00Z' },
  links: [],
  assets: {},
});

describe('parseItem', () => {
  it('takes real MODIS items, whose tiles run a little past 180°', { skip: sharedDataMissing }, () => {
    for (const item of realItems('pc_modis_items.ndjson')) {
      assert.deepEqual(parseItem(item, item.collection).bbox, item.bbox);
    }
  });

  it('takes the items of many real collections, but for one with an empty polygon', { skip: sharedDataMissing }, () => {
    const refused = realItems('harvested_real_items.ndjson').flatMap((item) => {
      try {
        parseItem(item, item.collection);
        return [];
      } catch (error) {
        assert.ok(error instanceof InvalidInputError);
        return error.issues.map(({ field, message }) => `${item.collection}: ${field} ${message}`);
      }
    });
    assert.deepEqual(refused, ['sentinel-1-grd: geometry.coordinates[0] empty']);
  });

  it('refuses common metadata that the schemas of STAC 1.0.0 refuse', () => {
    const bad = {
      title: 5,
      description: [],
      platform: 2,
      constellation: {},
      mission: true,
      instruments: 'msi',
      gsd: -1,
    };
    const item = square(1, 2);
    for (const [name, value] of Object.entries(bad)) {
      const properties = { ...item.properties, [name]: value };
      assert.deepEqual(
        fieldsRefused(() => parseItem({ ...item, properties }, 'c')),
        [`properties.${name}`],
      );
    }
  });

  it('keeps a box that runs past 180° as it is, and refuses one that is no place on any turn of the globe', () => {
    assert.deepEqual(parseItem(square(179, 181), 'c').bbox, [179, 0, 181, 1]);
    assert.throws(
      () => parseItem({ ...square(0, 1), bbox: [0, 0, 361, 1] }, 'c'),
      /longitudes lie between -360 and 360/,
    );
  });
});
