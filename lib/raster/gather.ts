import { rowCoordinates, type CurvedMap, type PixelMap, type SeparableMap } from './grid-map.ts';
import type { PixelWindow } from './read-window.ts';
import type { SampleArray } from './sample-array.ts';
import type { Samples } from './samples.ts';

/** Samples of a source, and where they lie in it. */
export interface SourcePixels {
  readonly samples: Samples;
  /** Part of the source that `samples` holds, pixels. */
  readonly window: PixelWindow;
}

/** A rectangle inside an array of rows. */
export interface TargetRect {
  /** Pixels in a row of the target arrays. */
  readonly stride: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** GDAL's: a centre this little short of an edge counts as on it. */
const edge = 1e-10;
/** Within this of an edge the interpolated coordinate may be on the wrong side: the exact one decides. */
const doubtful = 0.004;

/** Takes for each output pixel the source pixel that its centre falls into: the choice of GDAL's nearest-neighbour warp.
 * Output pixels outside the source are masked; `values` and `mask` may be one array. */
export function gatherNearest(
  map: PixelMap,
  source: SourcePixels,
  rect: TargetRect,
  values: SampleArray,
  mask: Uint8Array,
): void {
  if (map.kind === 'separable') gatherSeparable(map, source, rect, values, mask);
  else gatherCurved(map, source, rect, values, mask);
}

/** Whether the window's pixels go to the output one by one, as they are. */
export function isPlainCopy(map: PixelMap, window: PixelWindow): boolean {
  const isRun = (coordinates: Float64Array, start: number, count: number) =>
    coordinates.length === count && coordinates.every((at, index) => inside(at, start, count) === index);
  return (
    map.kind === 'separable' && isRun(map.cols, window.x, window.width) && isRun(map.rows, window.y, window.height)
  );
}

function gatherSeparable(
  map: SeparableMap,
  { samples, window }: SourcePixels,
  rect: TargetRect,
  values: SampleArray,
  mask: Uint8Array,
): void {
  const columns = Int32Array.from(map.cols, (col) => inside(col, window.x, window.width));
  const first = columns[0] ?? -1;
  const whole = !columns.includes(-1);
  const consecutive = whole && columns.every((at, index) => at === first + index);
  let previous = -1;
  for (let row = 0; row < rect.height; row += 1) {
    const to = (rect.y + row) * rect.stride + rect.x;
    const sourceRow = inside(map.rows[row] ?? NaN, window.y, window.height);
    const from = sourceRow * window.width;
    if (sourceRow < 0) {
      mask.fill(255, to, to + rect.width);
    } else if (consecutive) {
      values.set(samples.subarray(from + first, from + first + rect.width), to);
    } else if (whole && sourceRow === previous) {
      // Finer output: the row above has taken the same pixels.
      values.copyWithin(to, to - rect.stride, to - rect.stride + rect.width);
    } else {
      for (let col = 0; col < rect.width; col += 1) {
        const at = columns[col] as number;
        if (at < 0) mask[to + col] = 255;
        else values[to + col] = samples[from + at] as number;
      }
    }
    previous = sourceRow;
  }
}

function gatherCurved(
  map: CurvedMap,
  { samples, window }: SourcePixels,
  rect: TargetRect,
  values: SampleArray,
  mask: Uint8Array,
): void {
  const [cols, rows] = [new Float64Array(rect.width), new Float64Array(rect.width)];
  for (let row = 0; row < rect.height; row += 1) {
    rowCoordinates(map, row, cols, rows);
    const to = (rect.y + row) * rect.stride + rect.x;
    for (let col = 0; col < rect.width; col += 1) {
      let [x, y] = [cols[col] as number, rows[col] as number];
      if (Math.abs(x - Math.round(x)) < doubtful || Math.abs(y - Math.round(y)) < doubtful)
        [x, y] = map.exact(col, row);
      const [sourceCol, sourceRow] = [inside(x, window.x, window.width), inside(y, window.y, window.height)];
      if (sourceCol < 0 || sourceRow < 0) mask[to + col] = 255;
      else values[to + col] = samples[sourceRow * window.width + sourceCol] as number;
    }
  }
}

/** The pixel that a coordinate falls into, counted from `start`; −1 outside. */
function inside(coordinate: number, start: number, count: number): number {
  const at = Math.floor(coordinate + edge) - start;
  return at >= 0 && at < count ? at : -1;
}

/** Weighs the four source pixels around; those without data have no weight. A pixel whose centre lies outside the source is masked,
 * and so is one whose own source pixel has no data, so that holes neither grow nor shrink. */
export function gatherBilinear(
  map: PixelMap,
  source: SourcePixels,
  rect: TargetRect,
  values: SampleArray,
  mask: Uint8Array,
  nodata: number | undefined,
): void {
  const { window, samples } = source;
  const isFloat = values instanceof Float32Array;
  const [cols, rows] = [new Float64Array(rect.width), new Float64Array(rect.width)];
  const sample = (x: number, y: number) => {
    const [col, row] = [x - window.x, y - window.y];
    if (col < 0 || row < 0 || col >= window.width || row >= window.height) return NaN;
    const value = samples[row * window.width + col] ?? NaN;
    return value === nodata ? NaN : value;
  };
  for (let row = 0; row < rect.height; row += 1) {
    rowCoordinates(map, row, cols, rows);
    for (let col = 0; col < rect.width; col += 1) {
      const to = (rect.y + row) * rect.stride + rect.x + col;
      const [x, y] = [cols[col] ?? NaN, rows[col] ?? NaN];
      const own = sample(Math.floor(x + edge), Math.floor(y + edge));
      if (own !== own) {
        mask[to] = 255;
        continue;
      }
      const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
      const [u, v] = [x - 0.5 - left, y - 0.5 - top];
      let sum = 0;
      let weights = 0;
      for (let corner = 0; corner < 4; corner += 1) {
        const [right, lower] = [corner % 2, corner >> 1];
        const weight = (right ? u : 1 - u) * (lower ? v : 1 - v);
        const value = sample(left + right, top + lower);
        if (value !== value) continue;
        sum += value * weight;
        weights += weight;
      }
      values[to] = isFloat ? sum / weights : Math.floor(sum / weights + 0.5);
    }
  }
}
