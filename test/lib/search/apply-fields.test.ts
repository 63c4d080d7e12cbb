import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyFields } from '../../../lib/search/apply-fields.ts';
import { anItem } from './an-item.ts';

const item = anItem({ properties: { 'eo:cloud_cover': 5, 'a.b': 1, nested: { one: 1, two: 2 } } });
const keys = (include: readonly string[], exclude: readonly string[] = []) => applyFields(item, { include, exclude });

describe('applyFields', () => {
  it('nothing asked is the whole item', () => assert.equal(applyFields(item, undefined), item));

  it('an empty choice is what a valid item needs', () => {
    assert.deepEqual(keys([]), {
      id: item.id,
      collection: item.collection,
      type: 'Feature',
      stac_version: '1.0.0',
      geometry: item.geometry,
      links: [],
      assets: item.assets,
      properties: { datetime: item.properties.datetime },
    });
  });

  it('what is included comes with the identity alone', () => {
    const identity = { id: item.id, collection: item.collection };
    assert.deepEqual(keys(['id']), identity);
    assert.deepEqual(keys(['properties.eo:cloud_cover', 'properties.missing']), {
      ...identity,
      properties: { 'eo:cloud_cover': 5 },
    });
    assert.deepEqual(keys(['eo:cloud_cover', 'a.b']), { ...identity, properties: { 'eo:cloud_cover': 5, 'a.b': 1 } });
    assert.deepEqual(keys(['assets.B04.href']), {
      ...identity,
      assets: { B04: { href: 'https://example.com/B04.tif' } },
    });
    assert.deepEqual(keys(['properties', 'properties.datetime']), { ...identity, properties: item.properties });
    assert.deepEqual(keys(['properties.nested.one', 'properties.nested.two']), {
      ...identity,
      properties: { nested: { one: 1, two: 2 } },
    });
  });

  it('what is excluded is missing from the whole item', () => {
    const { geometry: _, ...rest } = item;
    assert.deepEqual(keys([], ['geometry']), rest);
    const { datetime, 'a.b': dotted, nested } = item.properties as Record<string, unknown>;
    assert.deepEqual(keys([], ['properties.eo:cloud_cover']).properties, { datetime, 'a.b': dotted, nested });
    assert.deepEqual(keys([], ['properties.nested.one']).properties?.['nested'], { two: 2 });
    assert.deepEqual(keys([], ['missing', 'properties.missing.deeper']), item);
  });

  it('both: included and not excluded', () => {
    const { 'eo:cloud_cover': _, ...properties } = item.properties;
    assert.deepEqual(keys(['properties'], ['properties.eo:cloud_cover', 'collection']), { id: item.id, properties });
  });

  // Rules 5 and 6 of the extension's v1.0.0, as stac-api-validator checks them.
  it('both: the deeper name decides, and include when the names are the same', () => {
    const identity = { id: item.id, collection: item.collection };
    const cloudCover = { ...identity, properties: { 'eo:cloud_cover': 5 } };
    assert.deepEqual(keys(['properties.eo:cloud_cover'], ['properties']), cloudCover);
    assert.deepEqual(keys(['eo:cloud_cover'], ['properties']), cloudCover);
    assert.deepEqual(keys(['geometry'], ['geometry']), { ...identity, geometry: item.geometry });
    assert.deepEqual(keys(['properties.nested'], ['properties', 'properties.nested.one']), {
      ...identity,
      properties: { nested: { two: 2 } },
    });
  });

  it('leaves the item as it was', () => {
    const before = JSON.stringify(item);
    keys(['properties.nested.one', 'assets'], ['assets.B04', 'properties.nested.two']);
    keys(['properties', 'properties.nested'], ['properties.nested.one']);
    assert.equal(JSON.stringify(item), before);
  });

  it('a field called __proto__ is a field', () => {
    const odd = { ...item, properties: JSON.parse('{"datetime":null,"__proto__":{"x":1}}') as typeof item.properties };
    const picked = applyFields(odd, { include: ['properties.__proto__.x'], exclude: [] });
    assert.equal(JSON.stringify(picked.properties), '{"__proto__":{"x":1}}');
    assert.equal(({} as Record<string, unknown>)['x'], undefined);
  });
});
