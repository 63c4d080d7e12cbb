import type { Extent } from './item-extent.ts';

/** Where items without a geometry are. */
export const nowhere = 0;

/** The cell that files an item: the quadkey of its box's centre, at the deepest level (at most `maxLevel`) whose cells
 * are as large as the box. So an item sticks out of its cell by half a cell at most.
 * Level 0 is the world; each level halves both axes (level 7: 2.8° × 1.4°).
 * @returns 4^level + the bits of column and row interleaved: one number over all levels, `nowhere` without a box */
export function cellOf(extent: Extent | undefined, maxLevel: number): number {
  if (!extent) return nowhere;
  const [west, south, east, north] = extent;
  const size = Math.max((east - west) / 360, (north - south) / 180);
  const level = size > 0 ? Math.min(maxLevel, Math.max(0, Math.floor(-Math.log2(size)))) : maxLevel;
  const side = 2 ** level;
  const column = indexOf(((west + east) / 2 + 180) / 360, side);
  const row = indexOf(((south + north) / 2 + 90) / 180, side);
  return side * side + spread(column) + 2 * spread(row);
}

function indexOf(share: number, side: number): number {
  return Math.min(side - 1, Math.max(0, Math.floor(share * side)));
}

/** Puts a zero between the bits of a number below 2^15. */
function spread(bits: number): number {
  let spaced = (bits | (bits << 8)) & 0x00ff00ff;
  spaced = (spaced | (spaced << 4)) & 0x0f0f0f0f;
  spaced = (spaced | (spaced << 2)) & 0x33333333;
  return (spaced | (spaced << 1)) & 0x55555555;
}
