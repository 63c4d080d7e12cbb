import * as fc from 'fast-check';
import type { Geometry } from 'geojson';
import type { Cql2 } from '../../lib/search/cql2.ts';
import type { SearchRequest, SortKey } from '../../lib/search/search-request.ts';
import type { Bbox, Item } from '../../lib/stac/item.ts';
import { geometryBbox } from '../../lib/geo/bbox.ts';

export const collectionIds = ['alpha', 'béta', 'gamma'];

/** Few days and whole hours, so that many items share a time. */
const moment = fc.integer({ min: 0, max: 40 }).map((hours) => Date.UTC(2024, 1, 27) + hours * 6 * 3_600_000);
const timestamp = moment.map((time) => new Date(time).toISOString());

const longitude = fc.oneof(fc.integer({ min: -180, max: 180 }), fc.constantFrom(-180, 180, 179.5, -179.5, 0));
const latitude = fc.oneof(fc.integer({ min: -90, max: 90 }), fc.constantFrom(-90, 90, 0));
const size = fc.constantFrom(0.01, 0.5, 1, 3, 20, 100);

function box(west: number, south: number, east: number, north: number): Geometry & { type: 'Polygon' } {
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
}

/** Boxes, triangles and points; some run past 180°, some are cut there, some touch a pole, some are nowhere. */
export const geometry: fc.Arbitrary<Geometry> = fc.oneof(
  fc.tuple(longitude, latitude, size).map(([x, y, d]) => box(x, y, x + d, Math.min(90, y + d))),
  fc.tuple(longitude, latitude).map(([x, y]): Geometry => ({ type: 'Point', coordinates: [x, y] })),
  fc.tuple(latitude, size).map(([y, d]): Geometry => ({
    type: 'MultiPolygon',
    coordinates: [
      box(180 - d, y, 180, Math.min(90, y + d)).coordinates,
      box(-180, y, -180 + d, Math.min(90, y + d)).coordinates,
    ],
  })),
  fc.tuple(longitude, latitude, longitude, latitude).map(([a, b, c, d]): Geometry => ({
    type: 'LineString',
    coordinates: [
      [a, b],
      [c, d],
    ],
  })),
);

const times = fc.oneof(
  { weight: 6, arbitrary: timestamp.map((datetime) => ({ datetime })) },
  { weight: 1, arbitrary: timestamp.map((datetime) => ({ datetime: datetime.slice(0, 19) + '.1234567+02:00' })) },
  { weight: 2, arbitrary: fc.tuple(timestamp, timestamp).map(([a, b]) => ({ datetime: null, ...range(a, b) })) },
  {
    weight: 1,
    arbitrary: fc.tuple(timestamp, timestamp, timestamp).map(([t, a, b]) => ({ datetime: t, ...range(a, b) })),
  },
  { weight: 1, arbitrary: fc.constant({ datetime: null }) },
);

function range(a: string, b: string) {
  return { start_datetime: a < b ? a : b, end_datetime: a < b ? b : a };
}

export const itemId = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map((n) => `scene-${n}`),
  fc.constantFrom('a/b', 'ü#?', 'it\\em', "o'hara", '😀', '\uFFFD', '100%', '2024-02-29T00:00:00Z'),
);

export const item: fc.Arbitrary<Item> = fc
  .record({
    id: itemId,
    collection: fc.constantFrom(...collectionIds),
    geometry: fc.option(geometry, { freq: 8 }),
    times,
    cloud: fc.option(fc.constantFrom<number | string>(0, 5, 12.5, 50, 100, 'none'), { nil: undefined, freq: 6 }),
    platform: fc.constantFrom('a', 'b', undefined),
    withHeights: fc.boolean(),
    extra: fc.constantFrom({}, {}, {}, { 'eo:cloud_cover': 3 }, { stac_extensions: ['https://example.com/x'] }),
  })
  .map(({ id, collection, geometry, times, cloud, platform, withHeights, extra }) => ({
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    collection,
    geometry,
    ...(geometry ? { bbox: bboxOf(geometry, withHeights) } : {}),
    properties: {
      ...times,
      ...(cloud === undefined ? {} : { 'eo:cloud_cover': cloud }),
      ...(platform === undefined ? {} : { platform }),
    },
    links: [],
    assets: { data: { href: `https://example.com/${encodeURIComponent(id)}.tif` } },
    ...extra,
  }));

function bboxOf(geometry: Geometry, withHeights: boolean): Bbox {
  const [west, south, east, north] = geometryBbox(geometry) ?? [0, 0, 0, 0];
  return withHeights ? [west, south, -10, east, north, 8000] : [west, south, east, north];
}

const comparison = fc.oneof<fc.Arbitrary<Cql2>[]>(
  fc
    .tuple(fc.constantFrom('=', '<', '<=', '>', '>=', '<>'), fc.constantFrom(5, 12.5, 60))
    .map(([op, literal]) => ({ op, args: [{ property: 'eo:cloud_cover' }, { literal }] })),
  fc
    .tuple(fc.constantFrom('=', '<', '>='), timestamp)
    .map(([op, at]) => ({ op, args: [{ property: 'datetime' }, { timestamp: at }] })),
  fc
    .tuple(fc.constantFrom('<', '>='), timestamp)
    .map(([op, at]) => ({ op, args: [{ date: at.slice(0, 10) }, { property: 'properties.datetime' }] })),
  fc
    .tuple(
      fc.constantFrom('t_intersects', 't_during', 't_after', 't_before', 't_contains', 't_disjoint', 't_overlaps'),
      timestamp,
      timestamp,
    )
    .map(([op, a, b]) => {
      const { start_datetime: from, end_datetime: to } = range(a, b);
      return { op, args: [{ property: 'datetime' }, { interval: [{ timestamp: from }, { timestamp: to }] }] };
    }),
  fc
    .tuple(fc.constantFrom('s_intersects', 's_disjoint', 's_within'), geometry)
    .map(([op, geometry]) => ({ op, args: [{ property: 'geometry' }, { geometry }] })),
  fc.array(itemId, { minLength: 1, maxLength: 4 }).map((ids) => ({
    op: 'in',
    args: [{ property: 'id' }, { array: ids.map((literal) => ({ literal })) }],
  })),
  fc.constantFrom('alpha', 'none').map((literal) => ({ op: '=', args: [{ property: 'collection' }, { literal }] })),
  fc.constant({ op: 'isNull', args: [{ property: 'platform' }] }),
  fc.constant({ op: 'between', args: [{ property: 'eo:cloud_cover' }, { literal: 1 }, { literal: 50 }] }),
);

export const filter: fc.Arbitrary<Cql2> = fc.letrec<{ node: Cql2 }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    comparison,
    fc.tuple(fc.constantFrom('and', 'or'), tie('node'), tie('node')).map(([op, a, b]) => ({ op, args: [a, b] })),
    tie('node').map((part) => ({ op: 'not', args: [part] })),
  ),
})).node;

const direction = fc.constantFrom<SortKey['direction']>('asc', 'desc');
export const sortby: fc.Arbitrary<readonly SortKey[]> = fc.oneof(
  fc.constant([{ field: 'datetime', direction: 'desc' as const }]),
  direction.map((direction) => [{ field: 'datetime', direction }]),
  fc.tuple(direction, direction).map(([a, b]) => [
    { field: 'datetime', direction: a },
    { field: 'id', direction: b },
  ]),
  fc
    .tuple(fc.constantFrom('id', 'eo:cloud_cover', 'platform', 'properties.created', 'collection'), direction)
    .map(([field, direction]) => [{ field, direction }]),
  fc.tuple(direction, direction).map(([a, b]) => [
    { field: 'collection', direction: a },
    { field: 'datetime', direction: b },
  ]),
  fc.array(
    fc.record({
      field: fc.constantFrom('eo:cloud_cover', 'eo:cloud_cover', 'datetime', 'id', 'collection', 'platform'),
      direction,
    }),
    { minLength: 2, maxLength: 4 },
  ),
);

const bbox = fc
  .tuple(longitude, latitude, longitude, latitude)
  .map(([west, a, east, b]): NonNullable<SearchRequest['bbox']> => [west, Math.min(a, b), east, Math.max(a, b)]);

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

export const request: fc.Arbitrary<SearchRequest> = fc
  .record({
    collections: maybe(fc.subarray([...collectionIds, 'none'], { minLength: 1 })),
    ids: fc.option(fc.array(itemId, { minLength: 1, maxLength: 8 }), { nil: undefined, freq: 8 }),
    bbox: maybe(bbox),
    intersects: fc.option(geometry, { nil: undefined, freq: 4 }),
    datetime: maybe(fc.tuple(moment, moment).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))),
    filter: maybe(filter),
    sortby,
    limit: fc.integer({ min: 1, max: 12 }),
  })
  .map(
    (parts) =>
      Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as unknown as SearchRequest,
  );
