import { rowCoordinates, type PixelMap } from './grid-map.ts';
import type { PixelWindow } from './read-window.ts';
import type { SampleArray } from './sample-array.ts';
import type { Samples } from './samples.ts';

/** Samples of a source, and where they lie in it. */
export interface SourcePixels {
  readonly samples: Samples;
  /** Part of the source that `samples` holds, pixels. */
  readonly window: PixelWindow;
  /** Whole source, pixels. */
  readonly width: number;
  readonly height: number;
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

/** Finds for each output pixel the source pixel that its centre falls into: the choice of GDAL's nearest-neighbour warp.
 * @param visit called row by row with indices into `source.samples`, −1 outside the source; consecutive when the grids agree */
export function nearestRows(
  map: PixelMap,
  source: Omit<SourcePixels, 'samples'>,
  rect: { readonly width: number; readonly height: number },
  visit: (row: number, indices: Int32Array, consecutive: boolean) => void,
): void {
  const { window } = source;
  const indices = new Int32Array(rect.width);
  const column = (col: number) => {
    const x = Math.floor(col + edge);
    return x >= window.x && x < window.x + window.width ? x - window.x : -1;
  };
  const rowStart = (row: number) => {
    const y = Math.floor(row + edge);
    return y >= window.y && y < window.y + window.height ? (y - window.y) * window.width : -1;
  };
  if (map.kind === 'separable') {
    const columns = Int32Array.from(map.cols, column);
    const consecutive = columns.every((at, index) => at >= 0 && at === (columns[0] ?? 0) + index);
    for (let row = 0; row < rect.height; row += 1) {
      const start = rowStart(map.rows[row] ?? NaN);
      for (let col = 0; col < rect.width; col += 1) {
        const at = columns[col] ?? -1;
        indices[col] = at < 0 || start < 0 ? -1 : start + at;
      }
      visit(row, indices, consecutive && start >= 0);
    }
    return;
  }
  const [cols, rows] = [new Float64Array(rect.width), new Float64Array(rect.width)];
  for (let row = 0; row < rect.height; row += 1) {
    rowCoordinates(map, row, cols, rows);
    for (let col = 0; col < rect.width; col += 1) {
      let [x, y] = [cols[col] ?? NaN, rows[col] ?? NaN];
      if (Math.abs(x - Math.round(x)) < doubtful || Math.abs(y - Math.round(y)) < doubtful)
        [x, y] = map.exact(col, row);
      const [at, start] = [column(x), rowStart(y)];
      indices[col] = at < 0 || start < 0 ? -1 : start + at;
    }
    visit(row, indices, false);
  }
}

/** Takes the nearest source pixels; output pixels outside the source are masked. */
export function gatherNearest(
  map: PixelMap,
  source: SourcePixels,
  rect: TargetRect,
  values: SampleArray,
  mask: Uint8Array,
): void {
  nearestRows(map, source, rect, (row, indices, consecutive) => {
    const to = (rect.y + row) * rect.stride + rect.x;
    if (consecutive) {
      const from = indices[0] ?? 0;
      values.set(source.samples.subarray(from, from + rect.width), to);
      return;
    }
    for (let col = 0; col < rect.width; col += 1) {
      const at = indices[col] ?? -1;
      if (at < 0) mask[to + col] = 255;
      else values[to + col] = source.samples[at] ?? 0;
    }
  });
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
