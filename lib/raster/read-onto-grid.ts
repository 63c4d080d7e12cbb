import { CrsError } from '../geo/crs.ts';
import { UnreadableBlobError } from '../errors.ts';
import { clearBlocks } from './clear-blocks.ts';
import { gatherBilinear, gatherNearest, isPlainCopy, type SourcePixels, type TargetRect } from './gather.ts';
import { pixelMap, sourceWindow, type PixelGrid, type PixelMap } from './grid-map.ts';
import { requireMaskSamples } from './mask-table.ts';
import type { Level, Raster } from './open-raster.ts';
import type { PixelWindow } from './read-window.ts';
import type { SampleArray } from './sample-array.ts';

/** Part of an output grid: pixels of the grid, and where they go in arrays that hold more than them. */
export interface GridTarget {
  readonly grid: PixelGrid;
  /** Pixels of the grid. */
  readonly window: PixelWindow;
  readonly rect: TargetRect;
}

type Resampling = 'nearest' | 'bilinear';

export interface ReadOptions {
  readonly resampling?: Resampling;
  /** Instead of the file's own. */
  readonly nodata?: number;
}

/** A level of a raster with the part of it that a target needs. */
interface Located {
  readonly level: number;
  readonly map: PixelMap;
  readonly window: PixelWindow;
}

/** Reads the first band of a raster onto a grid; blocks from which only masked pixels would come are not read. Output pixels outside the raster, or invalid by its internal mask, are
 * masked; nodata is left in `values` for whoever looks at them next (bilinear: masked as well).
 * @param values [row][col] with `target.rect.stride` columns
 * @param mask same shape; what is masked already has no meaning in `values`. Set to 255 where there is nothing, else left as it is
 * @throws {UnreadableBlobError} when the raster is damaged or has no place on the grid */
export async function readOntoGrid(
  raster: Raster,
  target: GridTarget,
  values: SampleArray,
  mask: Uint8Array,
  options: ReadOptions = {},
): Promise<void> {
  const resampling = options.resampling ?? 'nearest';
  const located = locate(raster, target, resampling);
  if (!located) {
    fillRect(mask, target.rect);
    return;
  }
  const { map, window, level } = located;
  const { rect } = target;
  const wanted = clearBlocks(map, rect, mask);
  // Decoded blocks go to where they stay, when nothing is to be done to them.
  const isPlain = resampling === 'nearest' && isSameType(raster, values) && isPlainCopy(map, window);
  const into = { samples: values, start: rect.y * rect.stride + rect.x, stride: rect.stride };
  const [samples] = await raster.readWindow(level, window, [0], isPlain ? { wanted, into: [into] } : { wanted });
  if (!samples || !fits(samples, values)) {
    const type = raster.header.bands[0]?.dtype ?? 'unknown';
    throw new UnreadableBlobError(raster.header.url, `samples are ${type}, which ${kindOf(values)} can't hold`);
  }
  const source: SourcePixels = { samples, window };
  if (resampling === 'bilinear') {
    gatherBilinear(map, source, rect, values, mask, options.nodata ?? raster.header.bands[0]?.nodata);
  } else if (samples !== values) {
    gatherNearest(map, source, rect, values, mask);
  }
  if (raster.header.internalMask) await applyInternalMask(raster, located, target, mask);
}

/** Reads a class or bit band onto a grid, as a mask. @param table 255 masked out, 0 clear, by value; outside the raster is masked out */
export async function readMaskOntoGrid(
  raster: Raster,
  target: GridTarget,
  table: Uint8Array,
  mask: Uint8Array,
  asset: string,
): Promise<void> {
  const located = locate(raster, target, 'nearest');
  if (!located) {
    fillRect(mask, target.rect);
    return;
  }
  const [read] = await raster.readWindow(located.level, located.window, [0]);
  if (!read) throw new UnreadableBlobError(raster.header.url, 'has no band');
  // Looked up before it is spread out: masks are often coarser than the bands.
  const samples = requireMaskSamples(read, asset);
  const masked = new Uint8Array(samples.length);
  for (let at = 0; at < masked.length; at += 1) masked[at] = table[(samples[at] as number) & 0xffff] as number;
  gatherNearest(located.map, { samples: masked, window: located.window }, target.rect, mask, mask);
}

async function applyInternalMask(
  raster: Raster,
  located: Located,
  target: GridTarget,
  mask: Uint8Array,
): Promise<void> {
  const wanted = clearBlocks(located.map, target.rect, mask);
  const valid = await raster.readMask(located.level, located.window, { wanted });
  if (!valid) return;
  const spread = new Uint8Array(mask.length).fill(255);
  gatherNearest(located.map, { samples: valid, window: located.window }, target.rect, spread, mask);
  for (let at = 0; at < mask.length; at += 1) if (spread[at] === 0) mask[at] = 255;
}

/** The level to read and the part of it. @returns undefined when the raster doesn't touch the target */
function locate(raster: Raster, { grid, window }: GridTarget, resampling: Resampling): Located | undefined {
  const { crs, crsProblem, url } = raster.header;
  const full = raster.levels[0];
  if (!full?.transform) throw new UnreadableBlobError(url, 'has no georeference');
  if (!crs) throw new UnreadableBlobError(url, crsProblem ?? 'names no coordinate reference system');
  try {
    const map = pixelMap({ crs, transform: full.transform }, grid, window);
    if (!sourceWindow(map, full, resampling)) return undefined;
    const level = levelFor(raster.levels, scaleOf(map));
    const of = raster.levels[level];
    if (!of?.transform) return undefined;
    const levelMap = level === 0 ? map : pixelMap({ crs, transform: of.transform }, grid, window);
    const needed = sourceWindow(levelMap, of, resampling);
    return needed && { level, map: levelMap, window: needed };
  } catch (error) {
    if (error instanceof CrsError) throw new UnreadableBlobError(url, error.message, { cause: error });
    throw error;
  }
}

/** The coarsest overview that still has a pixel for every output pixel; the image itself unless the output is twice as coarse. */
function levelFor(levels: readonly Level[], scale: number): number {
  const width = levels[0]?.width ?? 1;
  const wanted = scale * 1.01;
  return Math.max(
    0,
    levels.findLastIndex((level) => width / level.width <= wanted),
  );
}

/** Source pixels per output pixel, the smaller of both directions, at the middle of the map. */
function scaleOf(map: PixelMap): number {
  if (map.kind === 'separable') return Math.min(stepOf(map.cols), stepOf(map.rows));
  const { exact, step, nodeColumns, nodes } = map;
  const col = ((nodeColumns - 1) / 2) * step;
  const row = ((nodes.length / 2 / nodeColumns - 1) / 2) * step;
  const [at, right, below] = [exact(col, row), exact(col + 1, row), exact(col, row + 1)];
  const across = Math.hypot(right[0] - at[0], right[1] - at[1]);
  const down = Math.hypot(below[0] - at[0], below[1] - at[1]);
  return Number.isFinite(across + down) ? Math.min(across, down) : 1;
}

function stepOf(coordinates: Float64Array): number {
  const last = coordinates.length - 1;
  return last < 1 ? 1 : Math.abs(((coordinates[last] ?? 0) - (coordinates[0] ?? 0)) / last);
}

function fillRect(mask: Uint8Array, rect: TargetRect): void {
  for (let row = rect.y; row < rect.y + rect.height; row += 1) {
    mask.fill(255, row * rect.stride + rect.x, row * rect.stride + rect.x + rect.width);
  }
}

function isSameType(raster: Raster, values: SampleArray): boolean {
  return kindOf(values) === raster.header.bands[0]?.dtype;
}

/** Whether every value of one type is a value of the other (float64 only nearly so). */
function fits(from: unknown, into: SampleArray): boolean {
  if (into instanceof Float32Array) return !(from instanceof Uint32Array || from instanceof Int32Array);
  if (into instanceof Int16Array)
    return from instanceof Int16Array || from instanceof Uint8Array || from instanceof Int8Array;
  if (into instanceof Uint16Array) return from instanceof Uint16Array || from instanceof Uint8Array;
  return from instanceof Uint8Array;
}

function kindOf(array: SampleArray): string {
  return array.constructor.name.replace('Array', '').toLowerCase();
}
