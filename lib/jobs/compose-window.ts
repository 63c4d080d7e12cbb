import type { PixelGrid } from '../raster/grid-map.ts';
import { maskTable } from '../raster/mask-table.ts';
import type { MedianResult, MedianStack } from '../raster/median-stack.ts';
import { readMaskOntoGrid, readOntoGrid, type GridTarget } from '../raster/read-onto-grid.ts';
import type { PixelWindow } from '../raster/read-window.ts';
import type { CompositePlan, PlanBand, PlanScene } from './composite-plan.ts';
import { inParallel } from './in-parallel.ts';
import type { SceneRasters } from './scene-rasters.ts';

/** What the windows of a tile share. */
export interface WindowWork {
  readonly plan: CompositePlan;
  readonly grid: PixelGrid;
  /** Scenes that may touch the tile, in the plan's order. */
  readonly scenes: readonly PlanScene[];
  readonly rasters: SceneRasters;
  readonly stack: MedianStack;
}

/** Scenes read at a time. */
const parallel = 6;

/** A scene with something clear in the window. */
interface Clear {
  readonly scene: PlanScene;
  /** [row][col] of the window: 255 masked out. */
  readonly mask: Uint8Array;
  /** The smallest rectangle that holds all clear pixels; nothing else of the bands is read. */
  readonly rect: PixelWindow;
}

/** Takes the median of one window of the grid, band by band; the class band is read first, so that scenes and parts of
 * scenes that are masked out cost no further reads.
 * @param take receives each band's result; its arrays are used again for the next */
export async function composeWindow(
  work: WindowWork,
  window: PixelWindow,
  result: MedianResult,
  take: (band: number, result: MedianResult) => void,
): Promise<void> {
  const clear = await clearScenes(work, window);
  for (const [index, band] of work.plan.bands.entries()) {
    await inParallel(clear, parallel, (entry, slice) => readBand(work, window, band, entry, slice));
    work.stack.run(clear.length, work.plan.nodata, result);
    take(index, result);
  }
}

async function clearScenes(work: WindowWork, window: PixelWindow): Promise<Clear[]> {
  const { plan, grid, rasters } = work;
  const found: (Clear | undefined)[] = [];
  await inParallel(work.scenes, parallel, async (scene, index) => {
    const mask = new Uint8Array(window.width * window.height);
    const rule = plan.mask;
    if (rule) {
      const target = targetOf(grid, window, { x: 0, y: 0, width: window.width, height: window.height });
      const read = await rasters.use(scene, rule.asset, (raster) =>
        readMaskOntoGrid(raster, target, maskTable(rule, raster.header.bands[0]?.nodata), mask, rule.asset),
      );
      // Without its mask nothing of a scene is known to be clear.
      if (!read) return;
    }
    const rect = clearRect(mask, window.width, window.height);
    if (rect) found[index] = { scene, mask, rect };
  });
  return found.filter((entry) => entry !== undefined);
}

async function readBand(
  { grid, rasters, stack }: WindowWork,
  window: PixelWindow,
  band: PlanBand,
  { scene, mask, rect }: Clear,
  slice: number,
): Promise<void> {
  const values = stack.values(slice);
  const sliceMask = stack.mask(slice);
  sliceMask.set(mask);
  const read = await rasters.use(scene, band.asset, async (raster) => {
    const nodata = band.nodata ?? raster.header.bands[0]?.nodata;
    stack.setNodata(slice, nodata);
    await readOntoGrid(raster, targetOf(grid, window, rect), values, sliceMask, {
      resampling: band.resampling ?? 'nearest',
      ...(nodata === undefined ? {} : { nodata }),
    });
  });
  if (!read) sliceMask.fill(255);
}

function targetOf(grid: PixelGrid, window: PixelWindow, rect: PixelWindow): GridTarget {
  return {
    grid,
    window: { x: window.x + rect.x, y: window.y + rect.y, width: rect.width, height: rect.height },
    rect: { ...rect, stride: window.width },
  };
}

/** @returns undefined when everything is masked out */
function clearRect(mask: Uint8Array, width: number, height: number): PixelWindow | undefined {
  const first = mask.indexOf(0);
  if (first < 0) return undefined;
  const top = Math.floor(first / width);
  const bottom = Math.floor(mask.lastIndexOf(0) / width);
  let [left, right] = [width, -1];
  for (let row = top; row <= bottom; row += 1) {
    const line = mask.subarray(row * width, (row + 1) * width);
    const start = line.indexOf(0);
    if (start < 0) continue;
    left = Math.min(left, start);
    right = Math.max(right, line.lastIndexOf(0));
  }
  return { x: left, y: top, width: right - left + 1, height: Math.min(height, bottom + 1) - top };
}
