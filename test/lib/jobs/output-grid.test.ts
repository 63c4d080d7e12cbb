import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInputError } from '../../../lib/errors.ts';
import { boundsIn } from '../../../lib/geo/bounds-in.ts';
import { compositeRequestSchema } from '../../../lib/jobs/composite-request.ts';
import { gridByResolution, gridLike } from '../../../lib/jobs/output-grid.ts';
import type { Item } from '../../../lib/stac/item.ts';

const request = (grid: unknown) => compositeRequestSchema.parse({ collection: 'c', assets: ['B04'], grid });

function item(id: string, epsg: number): Item {
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    collection: 'c',
    geometry: null,
    links: [],
    properties: { datetime: '2026-01-01T00:00:00Z', 'proj:epsg': epsg },
    assets: { B04: { href: 'x', 'proj:transform': [10, 0, 600_000, 0, -10, 5_200_000], 'proj:shape': [100, 200] } },
  };
}

describe('gridByResolution', () => {
  it('widens the area to whole pixels on multiples of the resolution', () => {
    const grid = gridByResolution(
      request({ resolution: 0.25, crs: 'EPSG:4326' }),
      [],
      [5.9, 45.1, 6.6, 45.5],
      boundsIn,
    );
    assert.deepEqual(grid, { crs: 'EPSG:4326', transform: [0.25, 0, 5.75, 0, -0.25, 45.5], width: 4, height: 2 });
  });
  it("takes the CRS that most scenes have and their finest resolution when the request doesn't say", () => {
    const grid = gridByResolution(
      request({}),
      [item('a', 32_631), item('b', 32_632), item('d', 32_632)],
      [8.9, 46.9, 9.1, 47.1],
      boundsIn,
    );
    assert.equal(grid.crs, 'EPSG:32632');
    assert.equal(grid.transform[0], 10);
    // GDAL 3.6: printf '8.9 46.9\n9.1 46.9\n8.9 47.1\n9 46.9\n' | gdaltransform -s_srs EPSG:4326 -t_srs EPSG:32632
    // 492383.27 …, 507616.73 …, … 5216281.70, 500000 5194051.57 (the central meridian is the southernmost)
    assert.deepEqual(grid.transform, [10, 0, 492_380, 0, -10, 5_216_290]);
    assert.equal(grid.width, (507_620 - 492_380) / 10);
    assert.equal(grid.height, (5_216_290 - 5_194_050) / 10);
  });
  it('follows an area over the antimeridian', () => {
    const grid = gridByResolution(
      request({ resolution: 1000, crs: 'EPSG:32601' }),
      [],
      [179.5, 10, -179.5, 10.5],
      boundsIn,
    );
    assert.ok(grid.width < 120, `${grid.width} pixels of 1 km for one degree`);
  });
  it('refuses a grid without CRS, or too large, and names the field', () => {
    const fieldOf = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return error instanceof InvalidInputError ? error.issues[0]?.field : error;
      }
      return 'no error';
    };
    assert.equal(
      fieldOf(() => gridByResolution(request({ resolution: 10 }), [], [0, 0, 1, 1], boundsIn)),
      'grid.crs',
    );
    assert.equal(
      fieldOf(() => gridByResolution(request({ resolution: 10, crs: 'EPSG:9999' }), [], [0, 0, 1, 1], boundsIn)),
      'grid.crs',
    );
    assert.equal(
      fieldOf(() => gridByResolution(request({ resolution: 1e-7, crs: 'EPSG:4326' }), [], [0, 0, 1, 1], boundsIn)),
      'grid',
    );
  });
});

describe('gridLike', () => {
  it("is exactly the asset's pixel grid", () => {
    assert.deepEqual(gridLike(item('a', 32_632), ['B04']), {
      crs: 'EPSG:32632',
      transform: [10, 0, 600_000, 0, -10, 5_200_000],
      width: 200,
      height: 100,
    });
  });
});
