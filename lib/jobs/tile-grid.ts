import type { CompositePlan } from './composite-plan.ts';

/** Pixels [x, x + width) × [y, y + height) of the output grid. */
export interface TileWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Tiled = Pick<CompositePlan, 'tileSize'> & { readonly grid: Pick<CompositePlan['grid'], 'width' | 'height'> };

/** Tiles side by side. */
export function tileColumns({ grid, tileSize }: Tiled): number {
  return Math.ceil(grid.width / tileSize);
}

export function tileRows({ grid, tileSize }: Tiled): number {
  return Math.ceil(grid.height / tileSize);
}

/** Tiles are numbered row-major from 0. */
export function tileCount(plan: Tiled): number {
  return tileColumns(plan) * tileRows(plan);
}

/** Tiles at the right and lower edge are cut to the grid.
 * @throws {RangeError} when there is no tile `tile` */
export function tileWindow(plan: Tiled, tile: number): TileWindow {
  if (!Number.isInteger(tile) || tile < 0 || tile >= tileCount(plan)) {
    throw new RangeError(`there is no tile ${tile}: the plan has ${tileCount(plan)}`);
  }
  const { grid, tileSize } = plan;
  const x = (tile % tileColumns(plan)) * tileSize;
  const y = Math.floor(tile / tileColumns(plan)) * tileSize;
  return { x, y, width: Math.min(tileSize, grid.width - x), height: Math.min(tileSize, grid.height - y) };
}
