import type { Affine, RasterHeader } from './raster-header.ts';
import type { RangeSource } from './range-source.ts';
import { readBlocks, type PixelWindow, type ReadHints } from './read-window.ts';
import { newSamples, type Samples } from './samples.ts';
import { openTiff, type OpenTiff } from './tiff-header.ts';
import type { TiffImage } from './tiff-image.ts';

/** The image itself, or one of its overviews. */
export interface Level {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly blocksAcross: number;
  readonly blocksDown: number;
  /** Of this level's pixels; absent when the file has none. */
  readonly transform?: Affine;
}

/** Samples of a window, one array a band in the order asked for, row by row. */
export interface WindowSamples extends PixelWindow {
  readonly bands: readonly Samples[];
}

/** A raster open for reading. Holds no descriptor or connection: nothing to close. */
export interface Raster {
  readonly header: RasterHeader;
  /** Level 0 is the image, further ones its overviews, largest first. */
  readonly levels: readonly Level[];
  /** One block (tile or strip), cut at the image's edge.
   * @param bands indices from 0; all when absent
   * @throws {UnreadableBlobError} when its data are damaged or in a form that is not supported */
  readTile(level: number, tileX: number, tileY: number, bands?: readonly number[]): Promise<WindowSamples>;
  /** Any part of a level; blocks that lie side by side in the file are fetched together. Blocks that a sparse file lacks are nodata (or 0).
   * @throws {RangeError} when the window is not inside the level
   * @throws {UnreadableBlobError} when its data are damaged or in a form that is not supported */
  readWindow(
    level: number,
    window: PixelWindow,
    bands?: readonly number[],
    hints?: ReadHints,
  ): Promise<readonly Samples[]>;
  /** The internal mask: 255 where pixels are valid, 0 where not. @returns undefined when the file has none at this level */
  readMask(level: number, window: PixelWindow, hints?: Pick<ReadHints, 'wanted'>): Promise<Uint8Array | undefined>;
}

/** Opens a TIFF for reading pixels. Costs the requests of its headers (one, mostly); block tables are fetched as they are needed.
 * @throws {UnreadableBlobError} when it is no TIFF, or a damaged one */
export async function openRaster(source: RangeSource): Promise<Raster> {
  const tiff = await openTiff(source, { maxRequests: Infinity });
  const images = [tiff.image, ...tiff.overviews];
  const at = (level: number): TiffImage => {
    const image = images[level];
    if (!image) throw new RangeError(`there is no level ${level}: ${images.length} levels`);
    return image;
  };
  const read = async (level: number, window: PixelWindow, bands?: readonly number[], hints?: ReadHints) => {
    const image = at(level);
    const wanted = bands ?? Array.from({ length: image.samples }, (_, band) => band);
    requireInside(image, window, wanted);
    const fill = wanted.map((band) => tiff.header.bands[band]?.nodata ?? 0);
    return readBlocks(tiff.cache, image, window, wanted, fill, hints);
  };
  return {
    header: tiff.header,
    levels: images.map((image) => levelOf(image, tiff)),
    readWindow: read,
    readTile: async (level, tileX, tileY, bands) => {
      const { width, height, blockWidth, blockHeight } = at(level);
      const [x, y] = [tileX * blockWidth, tileY * blockHeight];
      const window = { x, y, width: Math.min(blockWidth, width - x), height: Math.min(blockHeight, height - y) };
      return { ...window, bands: await read(level, window, bands) };
    },
    readMask: async (level, window, hints) => {
      const { width, height } = at(level);
      const mask = [tiff.mask, ...tiff.maskOverviews].find(
        (image) => image?.width === width && image.height === height,
      );
      if (!mask) return undefined;
      requireInside(mask, window, [0]);
      const [samples = newSamples('uint8', 0)] = await readBlocks(tiff.cache, mask, window, [0], [0], hints);
      return Uint8Array.from(samples, (value) => (value === 0 ? 0 : 255));
    },
  };
}

function levelOf(image: TiffImage, { header }: OpenTiff): Level {
  const { width, height, blockWidth, blockHeight, blocksAcross, blocksDown } = image;
  const level = { width, height, blockWidth, blockHeight, blocksAcross, blocksDown };
  if (!header.transform) return level;
  const [a, b, c, d, e, f] = header.transform;
  const [x, y] = [header.width / width, header.height / height];
  return { ...level, transform: [a * x, b * y, c, d * x, e * y, f] };
}

function requireInside(image: TiffImage, window: PixelWindow, bands: readonly number[]): void {
  const { x, y, width, height } = window;
  const whole = [x, y, width, height].every(Number.isSafeInteger);
  if (!whole || x < 0 || y < 0 || width < 0 || height < 0 || x + width > image.width || y + height > image.height) {
    throw new RangeError(`window ${x},${y} ${width}×${height} is not inside ${image.width}×${image.height}`);
  }
  const missing = bands.find((band) => !Number.isSafeInteger(band) || band < 0 || band >= image.samples);
  if (missing !== undefined) throw new RangeError(`there is no band ${missing}: ${image.samples} bands`);
}
