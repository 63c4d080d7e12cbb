import { parseCrs } from '../geo/crs.ts';
import { medianResult, medianStack } from '../raster/median-stack.ts';
import type { PixelWindow } from '../raster/read-window.ts';
import { sampleArray, sampleBytes, type SampleArray } from '../raster/sample-array.ts';
import { bandStatistics } from './band-statistics.ts';
import type { CompositePlan } from './composite-plan.ts';
import { composeWindow } from './compose-window.ts';
import type { SceneRasters } from './scene-rasters.ts';
import { touchingScenes } from './touching-scenes.ts';
import type { TileFacts } from './tile-facts.ts';
import { tileWindow } from './tile-grid.ts';

export interface ComposedTile {
  /** [band][row][col] */
  readonly bands: readonly SampleArray[];
  readonly facts: TileFacts;
}

/** Bytes of samples and masks that the median works on at a time. */
const stackBytes = 128 * 1024 * 1024;
/** Windows are halved down to this when there are many scenes: less would decode source blocks too often. */
const leastWindow = 256;

/** Computes one tile of a composite.
 * @throws {SceneReadError} naming the item whose file can't be read */
export async function composeTile(plan: CompositePlan, tile: number, rasters: SceneRasters): Promise<ComposedTile> {
  const whole = tileWindow(plan, tile);
  const dtype = plan.bands[0]?.dtype ?? 'uint16';
  const grid = { crs: parseCrs(plan.grid.crs), transform: plan.grid.transform };
  const scenes = touchingScenes(plan.scenes, grid, whole);
  const windows = cut(whole, scenes.length * (sampleBytes[dtype] + 3));
  const most = Math.max(...windows.map(({ width, height }) => width * height));
  const stack = medianStack(dtype, scenes.length, most);
  const bands = plan.bands.map(() => sampleArray(dtype, whole.width * whole.height).fill(plan.nodata));
  const counts = new Uint16Array(whole.width * whole.height);
  for (const window of windows) {
    const result = medianResult(dtype, window.width * window.height);
    await composeWindow({ plan, grid, scenes, rasters, stack }, window, result, (band, { values, validCount }) => {
      for (let row = 0; row < window.height; row += 1) {
        const to = (window.y - whole.y + row) * whole.width + window.x - whole.x;
        bands[band]?.set(values.subarray(row * window.width, (row + 1) * window.width), to);
        for (let col = 0; col < window.width; col += 1) {
          const count = validCount[row * window.width + col] ?? 0;
          if (count > (counts[to + col] ?? 0)) counts[to + col] = count;
        }
      }
    });
  }
  const statistics = bands.map((band) => bandStatistics(band, plan.nodata));
  return { bands, facts: { job: plan.job, tile, bands: statistics, ...countFacts(counts) } };
}

/** Halves the tile, columns and rows in turn, until the stack of a window fits. */
function cut(whole: PixelWindow, bytesPerPixel: number): PixelWindow[] {
  let [width, height] = [whole.width, whole.height];
  while (width * height * bytesPerPixel > stackBytes && Math.max(width, height) > leastWindow) {
    if (height >= width) height = half(height);
    else width = half(width);
  }
  const windows: PixelWindow[] = [];
  for (let y = 0; y < whole.height; y += height) {
    for (let x = 0; x < whole.width; x += width) {
      windows.push({
        x: whole.x + x,
        y: whole.y + y,
        width: Math.min(width, whole.width - x),
        height: Math.min(height, whole.height - y),
      });
    }
  }
  return windows;
}

/** Half, rounded up to whole source blocks of the usual sizes. */
function half(size: number): number {
  return Math.ceil(size / 2 / leastWindow) * leastWindow;
}

function countFacts(counts: Uint16Array): Pick<TileFacts, 'validPixels' | 'observations'> {
  let [validPixels, minimum, maximum, sum] = [0, Infinity, 0, 0];
  for (const count of counts) {
    if (count === 0) continue;
    validPixels += 1;
    sum += count;
    minimum = Math.min(minimum, count);
    maximum = Math.max(maximum, count);
  }
  return { validPixels, observations: { minimum: validPixels === 0 ? 0 : minimum, maximum, sum } };
}
