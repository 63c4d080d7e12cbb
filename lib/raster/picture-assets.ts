import type { Asset, Item } from '../stac/item.ts';
import { pictureBands } from './preview.ts';

/** Bands that classify or qualify pixels rather than show them. */
const notSeen = /^(?:scl|qa|bqa|aot|wvp|snw|cld|fmask|mask|cloud|dataset?_?mask|.*(?:_qa|_mask|_scl)$|qa_.*)/i;

const tiff = /^image\/(?:tiff|vnd\.stac\.geotiff|x\.geotiff)/i;

/** The item's own small picture, when it has one: not a TIFF, which browsers don't show. */
export function thumbnailAsset(item: Item, isReadable: (asset: Asset) => boolean): Asset | undefined {
  const pictures = Object.entries(item.assets).filter(([, asset]) => !isRaster(asset) && isReadable(asset));
  const found =
    pictures.find(([, asset]) => asset.roles?.includes('thumbnail')) ??
    pictures.find(([key]) => key === 'thumbnail') ??
    pictures.find(([, asset]) => asset.roles?.includes('overview'));
  return found?.[1];
}

/** Which rasters make a picture of the item: one whose own bands do, or three of one band each for red, green and blue.
 * Empty when it has none. */
export function pictureAssets(item: Item, isReadable: (asset: Asset) => boolean): readonly Asset[] {
  const rasters = Object.entries(item.assets).filter(([, asset]) => isRaster(asset) && isReadable(asset));
  const ready = rasters.find(
    ([key, asset]) => /^(?:visual|tci)$/i.test(key) || asset.roles?.some((role) => role === 'visual'),
  );
  if (ready) return [ready[1]];
  const seen = rasters.filter(([key, asset]) => !notSeen.test(key) && !asset.roles?.includes('metadata'));
  const candidates = seen.length > 0 ? seen : rasters;
  const singles = candidates.filter(([, asset]) => bandCount(asset) === 1);
  const natural = ['red', 'green', 'blue'].flatMap((name) => {
    const found = singles.find(([, asset]) => commonName(asset) === name);
    return found ? [found[1]] : [];
  });
  if (natural.length === 3) return natural;
  const several = candidates.find(([, asset]) => bandCount(asset) !== 1);
  if (several && singles.length < 3) return [several[1]];
  return pictureBands(singles.map(([key]) => key)).flatMap((index) => {
    const asset = singles[index]?.[1];
    return asset ? [asset] : [];
  });
}

function isRaster({ href, type }: Asset): boolean {
  return type === undefined ? /\.tiff?(?:[?#]|$)/i.test(href) : tiff.test(type);
}

/** Undefined when the asset doesn't say. */
function bandCount(asset: Asset): number | undefined {
  for (const field of ['raster:bands', 'eo:bands', 'bands']) {
    const bands = asset[field];
    if (Array.isArray(bands)) return bands.length;
  }
  return undefined;
}

function commonName(asset: Asset): unknown {
  const bands = asset['eo:bands'];
  const [band] = Array.isArray(bands) ? (bands as readonly unknown[]) : [];
  return typeof band === 'object' && band !== null && 'common_name' in band ? band.common_name : undefined;
}
