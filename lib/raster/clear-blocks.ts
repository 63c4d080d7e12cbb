import type { TargetRect } from './gather.ts';
import type { CurvedMap, PixelMap } from './grid-map.ts';
import type { PixelWindow } from './read-window.ts';

/** Whether any clear pixel of the target is taken from a block: blocks that lie wholly under a mask need not be read.
 * @param mask [row][col] with `rect.stride` columns, 0 where clear
 * @returns a question about part of the source, pixels; never false for a block that a clear pixel or its neighbours need */
export function clearBlocks(map: PixelMap, rect: TargetRect, mask: Uint8Array): (block: PixelWindow) => boolean {
  const anyClear = (cols: Span, rows: Span) => {
    for (let row = rows.from; row < rows.to; row += 1) {
      const start = (rect.y + row) * rect.stride + rect.x;
      if (mask.subarray(start + cols.from, start + cols.to).includes(0)) return true;
    }
    return false;
  };
  if (map.kind === 'separable') {
    return (block) => {
      const cols = spanOf(map.cols, block.x - reach, block.x + block.width + reach);
      const rows = spanOf(map.rows, block.y - reach, block.y + block.height + reach);
      return cols !== undefined && rows !== undefined && anyClear(cols, rows);
    };
  }
  const cells = clearCells(map, rect, anyClear);
  // Asked so that a cell with corners outside the domain of a projection, whose bounds are NaN, may lie anywhere.
  return (block) =>
    cells.some(({ x, y }) => {
      const isApart =
        x.to < block.x - reach ||
        x.from > block.x + block.width + reach ||
        y.to < block.y - reach ||
        y.from > block.y + block.height + reach;
      return !isApart;
    });
}

/** Where the parts of the target that have clear pixels lie in the source. */
function clearCells(
  { nodes, step, nodeColumns }: CurvedMap,
  rect: TargetRect,
  anyClear: (cols: Span, rows: Span) => boolean,
): { readonly x: Span; readonly y: Span }[] {
  const cells: { readonly x: Span; readonly y: Span }[] = [];
  const nodeRows = nodes.length / 2 / nodeColumns;
  // Nodes may be as many as pixels: cells are not.
  const across = Math.max(1, Math.ceil(cellPixels / step));
  for (let top = 0; top * step < rect.height; top += across) {
    for (let left = 0; left * step < rect.width; left += across) {
      const cols = { from: left * step, to: Math.min(rect.width, (left + across) * step) };
      const rows = { from: top * step, to: Math.min(rect.height, (top + across) * step) };
      if (!anyClear(cols, rows)) continue;
      const [right, below] = [Math.min(left + across, nodeColumns - 1), Math.min(top + across, nodeRows - 1)];
      const within = { left, top, right, below };
      cells.push({ x: boundsOf(nodes, nodeColumns, within, 0), y: boundsOf(nodes, nodeColumns, within, 1) });
    }
  }
  return cells;
}

const cellPixels = 64;

/** For bilinear neighbours, and for what interpolation between nodes rounds. */
const reach = 2;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Output columns or rows whose source coordinates lie between two; they run one way, up or down. */
function spanOf(coordinates: Float64Array, least: number, most: number): Span | undefined {
  const isInside = (at: number) => at >= least && at <= most;
  const from = coordinates.findIndex(isInside);
  return from < 0 ? undefined : { from, to: coordinates.findLastIndex(isInside) + 1 };
}

function boundsOf(
  nodes: Float64Array,
  nodeColumns: number,
  within: { readonly left: number; readonly top: number; readonly right: number; readonly below: number },
  axis: 0 | 1,
): Span {
  let [from, to] = [Infinity, -Infinity];
  for (let row = within.top; row <= within.below; row += 1) {
    for (let col = within.left; col <= within.right; col += 1) {
      const at = nodes[(row * nodeColumns + col) * 2 + axis] as number;
      from = Math.min(from, at);
      to = Math.max(to, at);
    }
  }
  return { from, to };
}
