import { invalid } from '../errors.ts';
import type { Item } from '../stac/item.ts';
import type { PlanBand } from './composite-plan.ts';
import type { CompositeRequest } from './composite-request.ts';
import { bandNumber, bandType } from './item-grid.ts';

const supported: ReadonlySet<string> = new Set(['uint8', 'uint16', 'int16', 'float32']);

/** Output bands, one an asset. All get one data type, since a GeoTIFF has one: the assets' own where they agree.
 * @throws {InvalidInputError} naming `assets` */
export function planBands(request: CompositeRequest, items: readonly Item[]): readonly PlanBand[] {
  const types = new Map<string, string>();
  for (const item of items) {
    for (const key of request.assets) {
      const type = bandType(item.assets[key]);
      if (type !== undefined) types.set(type, `${key} of ${item.id}`);
    }
  }
  const [dtype = 'uint16', ...others] = types.keys();
  if (others.length > 0) {
    const named = [...types].map(([type, where]) => `${type} (${where})`).join(', ');
    throw invalid('assets', `one composite has one data type, these have several: ${named}`);
  }
  if (!supported.has(dtype))
    throw invalid('assets', `${dtype} (${types.get(dtype)}) cannot be composited; ${[...supported].join(', ')} can`);
  if (request.nodata !== undefined && !fits(request.nodata, dtype))
    throw invalid('nodata', `${request.nodata} is no ${dtype}, which the assets are`);
  return request.assets.map((asset) => {
    const nodata = request.nodata ?? commonNodata(items, asset, dtype);
    return {
      asset,
      dtype: dtype as PlanBand['dtype'],
      ...(nodata === undefined ? {} : { nodata }),
      ...(request.resampling === 'nearest' ? {} : { resampling: request.resampling }),
    };
  });
}

/** Written where no scene is clear. */
export function outputNodata(request: CompositeRequest, bands: readonly PlanBand[]): number {
  const own = bands.find((band) => band.nodata !== undefined)?.nodata;
  return request.nodata ?? own ?? (bands[0]?.dtype === 'float32' ? -9999 : 0);
}

/** The nodata that all scenes declare for an asset; a file's own counts where they differ. NaN needs no declaration, and
 * one that the type can't hold (-9999 for uint16 is common) is on no pixel. */
function commonNodata(items: readonly Item[], asset: string, dtype: string): number | undefined {
  const values = new Set(
    items.flatMap((item) => (item.assets[asset] ? [bandNumber(item.assets[asset], 'nodata')] : [])),
  );
  const [only] = values;
  return values.size === 1 && only !== undefined && fits(only, dtype) ? only : undefined;
}

const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  uint8: [0, 255],
  uint16: [0, 65_535],
  int16: [-32_768, 32_767],
};

/** Whether a type has a value: a whole number in its range, any finite one for floats. */
function fits(value: number, dtype: string): boolean {
  const range = ranges[dtype];
  if (!range) return Number.isFinite(value);
  return Number.isInteger(value) && value >= range[0] && value <= range[1];
}
