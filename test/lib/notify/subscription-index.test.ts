import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Geometry } from 'geojson';
import { openSqliteRecords } from '../../../lib/catalog/sqlite-records.ts';
import { newSubscription, removeSubscription, saveSubscription } from '../../../lib/notify/subscription.ts';
import { subscriptionIndex } from '../../../lib/notify/subscription-index.ts';
import { compileSearch } from '../../../lib/search/matches.ts';
import { parseSearchPost } from '../../../lib/search/parse-search.ts';
import { anItem } from '../search/an-item.ts';

const longitude = fc.integer({ min: -36, max: 36 }).map((n) => n * 5);
const latitude = fc.integer({ min: -18, max: 17 }).map((n) => n * 5);
const box = fc
  .tuple(longitude, latitude, longitude, fc.integer({ min: 1, max: 12 }))
  .map(([west, south, east, height]) => ({
    bbox: [west, south, east, Math.min(90, south + height * 5)],
  }));
const polygon = fc.tuple(longitude, latitude).map(([x, y]) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [x, y],
      [x + 5, y],
      [x + 5, y + 5],
      [x, y + 5],
      [x, y],
    ],
  ],
}));
const search = fc.oneof(
  { weight: 4, arbitrary: box },
  polygon.map((intersects) => ({ intersects })),
  fc.constantFrom(
    {},
    { bbox: [-180, -90, 180, 90] },
    { collections: ['other'] },
    { filter: { op: '=', args: [{ property: 'id' }, 'scene-1'] } },
  ),
);
const geometry: fc.Arbitrary<Geometry | null> = fc.oneof(
  polygon,
  fc.tuple(longitude, latitude).map(([x, y]) => ({ type: 'Point' as const, coordinates: [x, y] })),
  fc.constant<Geometry>({
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [170, 0],
          [180, 0],
          [180, 10],
          [170, 10],
          [170, 0],
        ],
      ],
      [
        [
          [-180, 0],
          [-170, 0],
          [-170, 10],
          [-180, 10],
          [-180, 0],
        ],
      ],
    ],
  }),
  fc.constant(null),
);

describe('SubscriptionIndex', () => {
  it('finds what trying every search finds, in two processes over one store, while subscriptions come and go', async () => {
    const round = fc.record({
      searches: fc.array(search, { minLength: 280, maxLength: 340, size: 'max' }),
      removed: fc.integer({ min: 0, max: 40 }),
      geometries: fc.array(geometry, { minLength: 5, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(round, async ({ searches, removed, geometries }) => {
        const records = openSqliteRecords(':memory:');
        const early = subscriptionIndex(records);
        await early.match(anItem());
        const made = searches.map((wanted) => newSubscription({ search: wanted }, { origin: '', now: new Date(0) }));
        for (const [at, subscription] of made.entries()) {
          await saveSubscription(records, subscription);
          if (at === 300) await early.match(anItem());
        }
        await early.match(anItem());
        for (const { id } of made.slice(0, removed)) await removeSubscription(records, id);
        const compiled = made.slice(removed).map(({ id, search: given }) => ({
          id,
          matches: compileSearch(parseSearchPost(given).request),
        }));
        const late = subscriptionIndex(records);
        for (const given of geometries) {
          const item = anItem({ geometry: given });
          const expected = compiled
            .filter(({ matches }) => matches(item))
            .map(({ id }) => id)
            .sort();
          for (const index of [early, late])
            assert.deepEqual((await index.match(item)).map(({ id }) => id).sort(), expected);
        }
        await records.close();
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
  it('passes over a stored search that is not valid any more', async () => {
    const records = openSqliteRecords(':memory:');
    const good = newSubscription({ search: {} }, { origin: '', now: new Date(0) });
    await saveSubscription(records, newSubscription({ search: { bbox: [1] } }, { origin: '', now: new Date(0) }));
    await saveSubscription(records, good);
    assert.deepEqual(
      (await subscriptionIndex(records).match(anItem())).map(({ id }) => id),
      [good.id],
    );
    await records.close();
  });
});
