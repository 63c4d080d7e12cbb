import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInputError } from '../../../lib/errors.ts';
import { parseWith } from '../../../lib/http/read-body.ts';
import { compositeRequestSchema } from '../../../lib/jobs/composite-request.ts';
import { compositeSearch } from '../../../lib/jobs/composite-search.ts';
import { scheduleRequestSchema } from '../../../lib/jobs/schedule.ts';

const least = { collection: 'c', assets: ['B04'] };
const parse = (body: Record<string, unknown>) => parseWith(compositeRequestSchema, { ...least, ...body });
const now = new Date('2026-06-01T00:00:00Z');

function fieldsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues.map(({ field }) => field);
    throw error;
  }
  return [];
}

describe('A composite request', () => {
  it('says where in any of three spellings', () => {
    const box = [0, 0, 1, 1];
    const point = { type: 'Point', coordinates: [1, 2] };
    assert.deepEqual(compositeSearch(parse({ area: box }), now).bbox, box);
    assert.deepEqual(compositeSearch(parse({ bbox: box }), now).bbox, box);
    assert.deepEqual(compositeSearch(parse({ area: point }), now).intersects, point);
    assert.deepEqual(compositeSearch(parse({ intersects: point }), now).intersects, point);
  });
  it('names its collection as STAC does, too', () =>
    assert.equal(parseWith(compositeRequestSchema, { collections: ['c'], assets: ['B04'] }).collection, 'c'));
  it('takes a CRS as a number, EPSG text, URN or URL', () => {
    for (const crs of [
      32_632,
      '32632',
      'epsg:32632',
      'urn:ogc:def:crs:EPSG::32632',
      'http://www.opengis.net/def/crs/EPSG/0/32632',
    ])
      assert.equal(parse({ grid: { crs } }).grid.crs, 'EPSG:32632');
  });
  it('takes a grid like an item by id or in full', () => {
    assert.deepEqual(parse({ grid: { like: 'i' } }).grid.like, { item: 'i' });
    const like = { collection: 'c', item: 'i', asset: 'B04' };
    assert.deepEqual(parse({ grid: { like } }).grid.like, like);
  });
  it('means the same mask whatever the order and name of its classes', () => {
    const wanted = { asset: 'SCL', classes: [3, 8] };
    assert.deepEqual(parse({ mask: { asset: 'SCL', values: [8, 3, 8] } }).mask, wanted);
    assert.deepEqual(parse({ mask: { asset: 'SCL', classes: [3, 8] } }).mask, wanted);
  });

  const refused: readonly (readonly [body: Record<string, unknown>, field: string])[] = [
    [{ collection: undefined }, 'collection'],
    [{ colour: 1 }, 'colour'],
    [{ assets: [] }, 'assets'],
    [{ area: [1, 2] }, 'area'],
    [{ area: 'here' }, 'area'],
    [{ area: [0, 0, 1, 1], bbox: [0, 0, 1, 1] }, 'bbox'],
    [{ grid: { crs: 'WGS84' } }, 'grid.crs'],
    [{ grid: { resolution: 0 } }, 'grid.resolution'],
    [{ grid: { like: 'i', resolution: 10 } }, 'grid.like'],
    [{ grid: { size: 10 } }, 'grid.size'],
    [{ mask: { asset: 'SCL' } }, 'mask'],
    [{ mask: { asset: 'SCL', bits: [16] } }, 'mask.bits[0]'],
    [{ method: 'mean' }, 'method'],
    [{ tileSize: 100 }, 'tileSize'],
    [{ output: { item: '..' } }, 'output.item'],
    [{ output: { item: 'a/b' } }, 'output.item'],
  ];
  for (const [body, field] of refused)
    it(`with ${JSON.stringify(body)} is refused, naming ${field}`, () =>
      assert.deepEqual(
        fieldsOf(() => parse(body)),
        [field],
      ));
  it('that is wrong as a search names the field as it was spelt', () => {
    assert.deepEqual(
      fieldsOf(() => compositeSearch(parse({ area: [0, 50, 1, 40] }), now)),
      ['area'],
    );
    assert.deepEqual(
      fieldsOf(() => compositeSearch(parse({ bbox: [0, 50, 1, 40] }), now)),
      ['bbox'],
    );
    assert.deepEqual(
      fieldsOf(() => compositeSearch(parse({ filter: 'a <' }), now)),
      ['filter'],
    );
  });
});

describe('A schedule request', () => {
  it('carries the composite beside cron, or nested', () => {
    const flat = parseWith(scheduleRequestSchema, { ...least, cron: '@daily' });
    assert.deepEqual(parseWith(scheduleRequestSchema, { cron: '@daily', composite: least }), flat);
  });
  it('names what is wrong, nested or not', () => {
    const parseSchedule = (body: unknown) => fieldsOf(() => parseWith(scheduleRequestSchema, body));
    assert.deepEqual(parseSchedule({ cron: '@daily', composite: { ...least, assets: [] } }), ['composite.assets']);
    assert.deepEqual(parseSchedule({ cron: '@daily', ...least, assets: [] }), ['assets']);
    assert.deepEqual(parseSchedule(least), ['cron']);
  });
});
