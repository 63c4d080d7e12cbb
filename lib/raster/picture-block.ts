import type { TiffImage } from './tiff-image.ts';
import { isJpeg, jpegFrame, wholeJpeg } from './jpeg-block.ts';
import { tag } from './tiff-tags.ts';

/** JPEG and WebP blocks, decoded by the libraries that GDAL uses too, which sharp brings.
 * @returns interleaved 8-bit samples
 * @throws {RangeError} when the picture is not what the TIFF says */
export async function decodePicture(
  image: TiffImage,
  block: Uint8Array,
  samples: number,
  rows: number,
): Promise<Uint8Array> {
  const jpeg = image.compression === 'jpeg';
  if (jpeg && !isJpeg(block)) throw new RangeError('the block is not a JPEG');
  const picture = jpeg ? wholeJpeg(block, image.directory.bytes(tag.jpegTables), image.photometric === ycbcr) : block;
  if (jpeg) {
    const frame = jpegFrame(picture);
    if (!frame || frame.bits !== 8) throw new RangeError(`JPEG of ${frame?.bits ?? 'unknown'} bits is not supported`);
    if (frame.components !== samples || frame.width !== image.blockWidth || frame.height < rows) {
      throw new RangeError(`the JPEG is ${frame.width}×${frame.height}×${frame.components}`);
    }
  }
  const { default: sharp } = await import('sharp');
  const opened = sharp(picture, { failOn: 'error', limitInputPixels: image.blockWidth * image.blockHeight });
  const inked = jpeg && samples === 4;
  // sharp takes four components for CMYK: kept apart from any profile they come out as they are, but inverted.
  const unchanged = inked ? opened.pipelineColourspace('cmyk').toColourspace('cmyk') : opened;
  const { data, info } = await unchanged.raw().toBuffer({ resolveWithObject: true });
  if (info.width !== image.blockWidth || info.height < rows) {
    throw new RangeError(`the picture is ${info.width}×${info.height}`);
  }
  return inked ? data.map((value) => 255 - value) : fitChannels(data, info.channels, samples);
}

const ycbcr = 6;

/** sharp gives grey pictures as three channels, and WebP without transparency without alpha. */
function fitChannels(data: Uint8Array, found: number, wanted: number): Uint8Array {
  if (found === wanted) return data;
  if (wanted > found && !(found === 3 && wanted === 4)) throw new RangeError(`the picture has ${found} channels`);
  const pixels = data.byteLength / found;
  const out = new Uint8Array(pixels * wanted).fill(255);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let channel = 0; channel < Math.min(found, wanted); channel += 1) {
      out[pixel * wanted + channel] = data[pixel * found + channel] as number;
    }
  }
  return out;
}
