import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epsgCrs } from '../../../lib/geo/crs.ts';
import { touchingScenes } from '../../../lib/jobs/touching-scenes.ts';

type Box = readonly [number, number, number, number];

describe('touchingScenes', () => {
  const utm60 = { crs: epsgCrs(32_660), transform: [10, 0, 800_000, 0, -10, 100_000] as const };
  // 4.4 km at 179.7° E, half a degree north of the equator.
  const nearDateLine = { x: 0, y: 0, width: 440, height: 440 };
  const cases: { name: string; bbox?: Box; expected: boolean }[] = [
    { name: 'around it', bbox: [179, 0, 179.9, 1.5], expected: true },
    { name: 'across ±180°', bbox: [179, 0, -179, 1.5], expected: true },
    { name: 'on the other side of ±180°', bbox: [-180, 0, -179, 1.5], expected: false },
    { name: 'north of it', bbox: [179, 2, 180, 3], expected: false },
    { name: 'without a bbox', expected: true },
  ];
  for (const { name, bbox, expected } of cases) {
    it(`a scene ${name} ${expected ? 'is' : 'is not'} opened`, () => {
      const scene = { collection: 'c', item: 'i', datetime: '', hrefs: {}, ...(bbox ? { bbox } : {}) };
      assert.equal(touchingScenes([scene], utm60, nearDateLine).length, expected ? 1 : 0);
    });
  }

  it('around a pole longitudes don’t decide', () => {
    const polar = { crs: epsgCrs(3413), transform: [1000, 0, -100_000, 0, -1000, 100_000] as const };
    const scene = { collection: 'c', item: 'i', datetime: '', hrefs: {}, bbox: [100, 80, 110, 90] as const };
    assert.equal(touchingScenes([scene], polar, { x: 0, y: 0, width: 200, height: 200 }).length, 1);
  });
});
