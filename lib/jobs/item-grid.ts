import type { Asset, Item } from '../stac/item.ts';
import type { OutputGrid } from './composite-plan.ts';

/** The CRS of an asset by the projection extension: the asset's own fields, else its item's.
 * @returns `EPSG:n`, WKT2 or PROJJSON text; undefined when neither says */
export function crsOf(item: Item, asset?: Asset): string | undefined {
  for (const fields of [asset, item.properties]) {
    if (!fields) continue;
    if (typeof fields['proj:code'] === 'string') return fields['proj:code'];
    if (typeof fields['proj:epsg'] === 'number') return `EPSG:${fields['proj:epsg']}`;
    if (typeof fields['proj:wkt2'] === 'string') return fields['proj:wkt2'];
    if (typeof fields['proj:projjson'] === 'object' && fields['proj:projjson'])
      return JSON.stringify(fields['proj:projjson']);
  }
  return undefined;
}

/** The pixel grid of an asset by the projection extension; undefined when it is not all there. */
export function gridOf(item: Item, asset?: Asset): OutputGrid | undefined {
  const crs = crsOf(item, asset);
  const transform = asset?.['proj:transform'] ?? item.properties['proj:transform'];
  const shape = asset?.['proj:shape'] ?? item.properties['proj:shape'];
  if (crs === undefined || !isNumbers(transform, 6) || !isNumbers(shape, 2)) return undefined;
  const [a, b, c, d, e, f] = transform as [number, number, number, number, number, number];
  const [height, width] = shape as [number, number];
  return { crs, transform: [a, b, c, d, e, f], width, height };
}

/** Pixel edge in CRS units along columns, for grids that may be rotated. */
export function resolutionOf(grid: Pick<OutputGrid, 'transform'>): number {
  const [a, , , d] = grid.transform;
  return Math.hypot(a, d);
}

/** A number that an asset's first `raster:bands` entry gives, such as `nodata`. Text nodata (`nan`) is read as a number. */
export function bandNumber(asset: Asset | undefined, field: string): number | undefined {
  const value = firstBand(asset)?.[field];
  if (typeof value === 'string' && /^[+-]?(?:nan|inf(?:inity)?)$/i.test(value)) {
    return /nan/i.test(value) ? Number.NaN : value.startsWith('-') ? -Infinity : Infinity;
  }
  return typeof value === 'number' ? value : undefined;
}

/** The data type of an asset's first band. */
export function bandType(asset: Asset | undefined): string | undefined {
  const type = firstBand(asset)?.['data_type'];
  return typeof type === 'string' ? type : undefined;
}

function firstBand(asset: Asset | undefined): Record<string, unknown> | undefined {
  const bands = asset?.['raster:bands'];
  return Array.isArray(bands) ? (bands[0] as Record<string, unknown> | undefined) : undefined;
}

function isNumbers(value: unknown, atLeast: number): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length >= atLeast &&
    value.every((entry) => typeof entry === 'number' && Number.isFinite(entry))
  );
}
