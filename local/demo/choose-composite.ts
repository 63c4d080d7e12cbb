import { bandType, gridOf, resolutionOf } from '../../lib/jobs/item-grid.ts';
import type { Item } from '../../lib/stac/item.ts';

const compositable = new Set(['uint8', 'uint16', 'int16', 'float32']);

/** A composite over what came in: of the collection with the most items, its finest assets of one data type, masked where the
 * items carry a classification that the field knows, on the pixel grid of the earliest one. */
export function chooseComposite(items: readonly Item[]): Record<string, unknown> | undefined {
  const groups = [
    ...Map.groupBy(
      items.filter((item) => bandsOf(item).length > 0),
      (item) => item.collection,
    ).values(),
  ];
  const group = groups
    .map((members) =>
      members.toSorted((a, b) => ((a.properties.datetime ?? '') < (b.properties.datetime ?? '') ? -1 : 1)),
    )
    .sort((a, b) => b.length - a.length)[0];
  const first = group?.[0];
  if (!group || !first) return undefined;
  // Rasters that only share a collection are no time series: the first stands alone.
  const scenes = first.collection === 'rasters' ? [first] : group;
  const assets = bandsOf(first).filter((key) => scenes.every((item) => item.assets[key]));
  if (assets.length === 0) return undefined;
  const mask = maskOf(first);
  return {
    collection: first.collection,
    ids: scenes.map((item) => item.id),
    assets,
    grid: { like: { item: first.id, asset: assets[0] } },
    ...(mask ? { mask } : {}),
    ...(first.collection === 'rasters' ? {} : { nodata: 0 }),
  };
}

/** Assets that measure something, of the finest resolution, at most five of them. */
function bandsOf(item: Item): readonly string[] {
  const bands = Object.entries(item.assets).flatMap(([key, asset]) => {
    const grid = gridOf(item, asset);
    const type = bandType(asset);
    const measures = !/^(?:SCL|AOT|WVP|BQA|QA.*|PVI|L2A_PVI|TCI|.*preview.*|.*thumbnail.*)$/i.test(key);
    return grid && type !== undefined && compositable.has(type) && measures
      ? [{ key, type, resolution: resolutionOf(grid) }]
      : [];
  });
  const finest = bands.toSorted((a, b) => a.resolution - b.resolution)[0];
  return bands
    .filter((band) => band.type === finest?.type && band.resolution === finest.resolution)
    .map((band) => band.key)
    .slice(0, 5);
}

function maskOf(item: Item): Record<string, unknown> | undefined {
  // No data, saturated, shadow, cloud of medium and high probability, cirrus.
  if (item.assets['SCL']) return { asset: 'SCL', classes: [0, 1, 3, 8, 9, 10] };
  // Landsat: bit 0 is fill, bit 4 is cloud in the pre-collection BQA; 0 is outside the swath.
  if (item.assets['BQA']) return { asset: 'BQA', bits: [0, 4], classes: [0] };
  // Collection 2: fill, dilated cloud, cirrus, cloud, shadow.
  if (item.assets['QA_PIXEL']) return { asset: 'QA_PIXEL', bits: [0, 1, 2, 3, 4] };
  return undefined;
}
