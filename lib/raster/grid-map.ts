import { CrsError, project, sameCrs, type Crs } from '../geo/crs.ts';
import { applyAffine, invertAffine } from './affine.ts';
import type { Affine } from './raster-header.ts';
import type { PixelWindow } from './read-window.ts';

/** A pixel grid in a CRS. */
export interface PixelGrid {
  readonly crs: Crs;
  /** Pixel corners. */
  readonly transform: Affine;
}

/** Where the centres of output pixels fall in a source, in source pixels: column 2.5 is the middle of the third column.
 * Outside a projection's domain coordinates are NaN. */
export type PixelMap = SeparableMap | CurvedMap;

/** Both grids run the same way: columns depend on columns only. */
export interface SeparableMap {
  readonly kind: 'separable';
  /** [output column] → source column. */
  readonly cols: Float64Array;
  /** [output row] → source row. */
  readonly rows: Float64Array;
}

export interface CurvedMap {
  readonly kind: 'curved';
  /** [row][col] of the nodes, every `step` output pixels from the window's first pixel centre: source (col, row) pairs. */
  readonly nodes: Float64Array;
  readonly step: number;
  readonly nodeColumns: number;
  /** The exact answer for one pixel of the window. */
  readonly exact: (col: number, row: number) => readonly [col: number, row: number];
}

/** Largest error of interpolating between nodes, source pixels. GDAL's own default is 0.125. */
const tolerance = 0.002;
const largestStep = 64;

/** Maps the pixels of `window` in the grid `to` onto the grid `from`.
 * @throws {CrsError} when one system can't be computed from the other, or a grid has no area */
export function pixelMap(from: PixelGrid, to: PixelGrid, window: PixelWindow): PixelMap {
  const inverse = invertAffine(from.transform);
  if (!inverse) throw new CrsError(from.transform.join(' '), 'is a grid without area');
  const aligned = [...from.transform, ...to.transform].every(
    (value, index) => ![1, 3].includes(index % 6) || value === 0,
  );
  if (sameCrs(from.crs, to.crs) && aligned) {
    const [a, , c, , e, f] = to.transform;
    return {
      kind: 'separable',
      cols: Float64Array.from(
        { length: window.width },
        (_, col) => inverse[0] * (a * (window.x + col + 0.5) + c) + inverse[2],
      ),
      rows: Float64Array.from(
        { length: window.height },
        (_, row) => inverse[4] * (e * (window.y + row + 0.5) + f) + inverse[5],
      ),
    };
  }
  const transform = project(to.crs, from.crs);
  const exact = (col: number, row: number) => {
    const [x, y] = applyAffine(to.transform, window.x + col + 0.5, window.y + row + 0.5);
    return applyAffine(inverse, ...transform.forward(x, y));
  };
  for (let step = largestStep; ; step /= 2) {
    const map = curvedMap(exact, window, step);
    if (step === 1 || mapError(map, window) <= tolerance) return map;
  }
}

function curvedMap(exact: CurvedMap['exact'], window: PixelWindow, step: number): CurvedMap {
  const nodeColumns = Math.ceil((window.width - 1) / step) + 1;
  const nodeRows = Math.ceil((window.height - 1) / step) + 1;
  const nodes = new Float64Array(nodeColumns * nodeRows * 2);
  for (let row = 0; row < nodeRows; row += 1) {
    for (let col = 0; col < nodeColumns; col += 1)
      nodes.set(exact(col * step, row * step), (row * nodeColumns + col) * 2);
  }
  return { kind: 'curved', nodes, step, nodeColumns, exact };
}

/** The error in the middle of cells, where it is largest. A cell that is partly outside the domain is an error too. */
function mapError(map: CurvedMap, window: PixelWindow): number {
  const { step, nodeColumns, nodes } = map;
  const nodeRows = nodes.length / 2 / nodeColumns;
  let worst = 0;
  for (let row = 0; row < Math.max(1, nodeRows - 1); row += 1) {
    for (let col = 0; col < Math.max(1, nodeColumns - 1); col += 1) {
      const [x, y] = [Math.min((col + 0.5) * step, window.width - 1), Math.min((row + 0.5) * step, window.height - 1)];
      const [wantedCol, wantedRow] = map.exact(x, y);
      const [gotCol, gotRow] = interpolate(map, x, y);
      const error = Math.max(Math.abs(wantedCol - gotCol), Math.abs(wantedRow - gotRow));
      const bothOutside = !Number.isFinite(wantedCol + wantedRow) && !Number.isFinite(gotCol + gotRow);
      if (!bothOutside) worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
    }
  }
  return worst;
}

function interpolate(map: CurvedMap, x: number, y: number): readonly [col: number, row: number] {
  const cols = new Float64Array(1);
  const rows = new Float64Array(1);
  rowCoordinates(map, Math.floor(y), cols, rows, { from: x, y });
  return [cols[0] ?? NaN, rows[0] ?? NaN];
}

/** Fills in the source coordinates of one output row.
 * @param at for a single place between pixels */
export function rowCoordinates(
  map: PixelMap,
  row: number,
  cols: Float64Array,
  rows: Float64Array,
  at?: { readonly from: number; readonly y: number },
): void {
  if (map.kind === 'separable') {
    cols.set(map.cols);
    rows.fill(map.rows[row] ?? NaN);
    return;
  }
  const { nodes, step, nodeColumns } = map;
  const y = (at?.y ?? row) / step;
  const lastRow = nodes.length / 2 / nodeColumns - 1;
  const upper = Math.min(Math.floor(y), Math.max(0, lastRow - 1));
  const lower = Math.min(upper + 1, lastRow);
  const v = y - upper;
  for (let col = 0; col < cols.length; col += 1) {
    const x = (at?.from ?? col) / step;
    const left = Math.min(Math.floor(x), Math.max(0, nodeColumns - 2));
    const right = Math.min(left + 1, nodeColumns - 1);
    const u = x - left;
    const [nw, ne] = [(upper * nodeColumns + left) * 2, (upper * nodeColumns + right) * 2];
    const [sw, se] = [(lower * nodeColumns + left) * 2, (lower * nodeColumns + right) * 2];
    const [a, b, c, d] = [(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v];
    cols[col] = a * (nodes[nw] ?? 0) + b * (nodes[ne] ?? 0) + c * (nodes[sw] ?? 0) + d * (nodes[se] ?? 0);
    rows[col] =
      a * (nodes[nw + 1] ?? 0) + b * (nodes[ne + 1] ?? 0) + c * (nodes[sw + 1] ?? 0) + d * (nodes[se + 1] ?? 0);
  }
}

/** Source pixels that the window needs, cut to the source. No pixel more than that where grids run the same way: windows that
 * end where blocks end don't touch the blocks next to them.
 * @returns undefined when they don't meet */
export function sourceWindow(
  map: PixelMap,
  source: { readonly width: number; readonly height: number },
  resampling: 'nearest' | 'bilinear',
): PixelWindow | undefined {
  const [cols, rows] = map.kind === 'separable' ? [map.cols, map.rows] : split(map.nodes);
  const reach = map.kind === 'curved' ? curvedReach : resampling === 'bilinear' ? 0.5 : 0;
  const x = range(cols, source.width, reach);
  const y = range(rows, source.height, reach);
  return x && y ? { x: x.from, y: y.from, width: x.to - x.from, height: y.to - y.from } : undefined;
}

function split(nodes: Float64Array): [Float64Array, Float64Array] {
  const half = nodes.length / 2;
  return [
    Float64Array.from({ length: half }, (_, node) => nodes[node * 2] ?? NaN),
    Float64Array.from({ length: half }, (_, node) => nodes[node * 2 + 1] ?? NaN),
  ];
}

/** For bilinear neighbours and for what interpolation between nodes rounds. */
const curvedReach = 2;
/** As when pixels are taken: a centre this little short of an edge counts as on it. */
const edge = 1e-10;

function range(
  coordinates: Float64Array,
  size: number,
  reach: number,
): { readonly from: number; readonly to: number } | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const value of coordinates) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const from = Math.max(0, Math.min(Math.floor(least - reach), Math.floor(least + edge)));
  const to = Math.min(size, Math.max(Math.ceil(most + reach), Math.floor(most + edge) + 1));
  return from < to && most >= -edge && least < size ? { from, to } : undefined;
}
