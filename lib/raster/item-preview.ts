import sharp from 'sharp';
import { UnreadableBlobError } from '../errors.ts';
import type { Asset, Item } from '../stac/item.ts';
import { openRaster, type Raster } from './open-raster.ts';
import { pictureAssets, thumbnailAsset } from './picture-assets.ts';
import { pictureBands, preview } from './preview.ts';
import { headSource, type RangeSource } from './range-source.ts';
import { readShrunk } from './read-shrunk.ts';

/** Longest edge of a thumbnail, pixels. */
export const thumbnailSize = 256;

/** Bytes of a picture that is read whole. */
const mostPictureBytes = 16 * 1024 * 1024;

/** Formats that are decoded; others, SVG above all, can hold more than a picture. */
const pictureFormats = new Set(['jpeg', 'png', 'webp', 'gif', 'heif']);

/** A small WebP of an item: its own thumbnail, or else what overviews of its visual bands show.
 * @param open a source for assets that may be read, undefined for others
 * @returns undefined when nothing in the item makes a picture
 * @throws {UnreadableBlobError} @throws {NotFoundError} when what should make it is damaged or gone */
export async function itemPreview(
  item: Item,
  open: (asset: Asset) => RangeSource | undefined,
): Promise<Uint8Array | undefined> {
  const isReadable = (asset: Asset) => open(asset) !== undefined;
  const own = thumbnailAsset(item, isReadable);
  const source = own && open(own);
  const assets = pictureAssets(item, isReadable);
  if (source) {
    try {
      return await shrinkPicture(source);
    } catch (error) {
      // Rasters can still show it.
      if (assets.length === 0) throw error;
    }
  }
  const sources = assets.flatMap((asset) => open(asset) ?? []);
  return sources.length === 0 ? undefined : renderRasters(sources);
}

/** A picture as WebP of at most 256 pixels an edge. @throws {UnreadableBlobError} */
async function shrinkPicture(source: RangeSource): Promise<Uint8Array> {
  const bytes = await source.read(0, mostPictureBytes + 1);
  if (bytes.byteLength > mostPictureBytes) throw new UnreadableBlobError(source.url, 'is too large for a thumbnail');
  try {
    const picture = sharp(bytes, { limitInputPixels: 64_000_000, animated: false });
    const { format } = await picture.metadata();
    if (!pictureFormats.has(format)) throw new Error(`${format} is not a format of thumbnails`);
    const size = { width: thumbnailSize, height: thumbnailSize, fit: 'inside', withoutEnlargement: true } as const;
    return new Uint8Array(await picture.autoOrient().resize(size).webp({ quality: 80 }).toBuffer());
  } catch (error) {
    throw new UnreadableBlobError(source.url, (error as Error).message, { cause: error });
  }
}

/** One raster shows its own bands, three show the first band of each as red, green and blue. */
async function renderRasters(sources: readonly RangeSource[]): Promise<Uint8Array> {
  const rasters = await Promise.all(sources.map((source) => openRaster(headSource(source))));
  const [first] = rasters;
  if (!first) throw new RangeError('no raster');
  const read = await Promise.all(
    rasters.map((raster) => readShrunk(raster, rasters.length === 1 ? visibleBands(raster) : [0], thumbnailSize)),
  );
  const { width, height } = read[0] ?? { width: 1, height: 1 };
  const bands = read.flatMap((shrunk) =>
    shrunk.bands.map((band) => (shrunk === read[0] ? band : stretchTo(band, shrunk, width, height))),
  );
  const range = rasters.length === 1 && hasColours(first) ? { range: [0, 255] as const } : {};
  return preview({
    width,
    height,
    bands: bands.length === 3 ? bands : bands.slice(0, 1),
    nodata: Number.NaN,
    ...range,
  });
}

function visibleBands({ header }: Raster): readonly number[] {
  if (header.palette) return [0];
  const named = header.bands.flatMap((band, index) => (band.color === 'alpha' ? [] : [{ band, index }]));
  const colours = ['red', 'green', 'blue'].map((color) => named.find(({ band }) => band.color === color)?.index);
  if (colours.every((index) => index !== undefined)) return colours;
  return pictureBands(named.map(({ band }) => band.description ?? '')).flatMap((at) => named[at]?.index ?? []);
}

/** Whether its samples are colours already, to be shown as they are. */
function hasColours({ header }: Raster): boolean {
  const rgb = header.bands.some((band) => band.color === 'red') && header.bands[0]?.dtype === 'uint8';
  return header.palette !== undefined || rgb;
}

/** Bands of one scene cover the same ground at their own resolutions. */
function stretchTo(
  band: Float32Array,
  from: { readonly width: number; readonly height: number },
  width: number,
  height: number,
): Float32Array {
  return Float32Array.from({ length: width * height }, (_, pixel) => {
    const x = Math.floor((((pixel % width) + 0.5) * from.width) / width);
    const y = Math.floor(((Math.floor(pixel / width) + 0.5) * from.height) / height);
    return band[y * from.width + x] ?? Number.NaN;
  });
}
