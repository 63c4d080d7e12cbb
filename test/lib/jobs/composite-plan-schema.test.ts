import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInputError } from '../../../lib/errors.ts';
import { parseCompositePlan } from '../../../lib/jobs/composite-plan-schema.ts';

const plan = {
  version: 1,
  job: 'job-1',
  method: 'median',
  grid: { crs: 'EPSG:32633', transform: [10, 0, 500_000, 0, -10, 5_000_000], width: 100, height: 100 },
  tileSize: 512,
  bands: [{ asset: 'B04', dtype: 'uint16', nodata: 0 }],
  scenes: [
    { collection: 'c', item: 'i', datetime: '2024-06-01T00:00:00Z', hrefs: { B04: 'https://example.com/b04.tif' } },
  ],
  nodata: 0,
  output: { collection: 'c', item: 'i', cog: 'a.tif', preview: 'a.webp', metadata: 'item.json', partialItem: {} },
};

describe('parseCompositePlan', () => {
  it('reads a plan', () => assert.deepEqual(parseCompositePlan(JSON.stringify(plan)), plan));

  it('nodata may be NaN, as text', () => {
    const floats = { ...plan, nodata: 'nan', bands: [{ asset: 'B04', dtype: 'float32' }] };
    assert.ok(Number.isNaN(parseCompositePlan(JSON.stringify(floats)).nodata));
  });

  const bad: { name: string; change: Record<string, unknown>; field: string }[] = [
    { name: 'another version', change: { version: 2 }, field: 'plan.version' },
    { name: 'an unknown method', change: { method: 'mean' }, field: 'plan.method' },
    { name: 'no bands', change: { bands: [] }, field: 'plan.bands' },
    {
      name: 'an href that is none',
      change: { scenes: [{ ...plan.scenes[0], hrefs: { B04: 'b04.tif' } }] },
      field: 'plan.scenes[0].hrefs.B04',
    },
    { name: 'a path as file name', change: { output: { ...plan.output, cog: '../a.tif' } }, field: 'plan.output.cog' },
    { name: 'a grid without pixels', change: { grid: { ...plan.grid, width: 0 } }, field: 'plan.grid.width' },
  ];
  for (const { name, change, field } of bad) {
    it(`${name} is refused by its field`, () => {
      assert.throws(
        () => parseCompositePlan(JSON.stringify({ ...plan, ...change })),
        (error) => error instanceof InvalidInputError && error.issues[0]?.field === field,
      );
    });
  }

  it('text that is not JSON is refused', () => assert.throws(() => parseCompositePlan('{'), InvalidInputError));
});
