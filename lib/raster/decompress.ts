import { inflateSync, zstdDecompressSync } from 'node:zlib';
import { inflateBlock } from './decode-kernels.ts';
import { decodeLerc } from './lerc-block.ts';
import { decodeLzw } from './lzw.ts';
import { decodePackBits } from './packbits.ts';
import { decodePicture } from './picture-block.ts';
import { reverseBits } from './reverse-bits.ts';
import type { TiffImage } from './tiff-image.ts';
import { tag } from './tiff-tags.ts';

/** One block as it is asked of a codec. */
export interface BlockShape {
  readonly rows: number;
  /** Interleaved samples of a pixel in this block: 1 in planar files. */
  readonly samples: number;
  /** Bytes that the rows take, decoded. */
  readonly byteLength: number;
  /** Bytes of a block of full height: some writers pad the last strip to it. */
  readonly fullByteLength: number;
}

/** Undoes the compression of one block; more than its full height never comes out.
 * @returns bytes that are valid until the next block is decoded; at once, if the codec can
 * @throws {Error} of the codec, when the data are damaged or the compression is not supported */
export function decompress(image: TiffImage, input: Uint8Array, shape: BlockShape): Uint8Array | Promise<Uint8Array> {
  const { byteLength } = shape;
  const bytes = image.directory.integer(tag.fillOrder) === 2 ? reverseBits(input) : input;
  switch (image.compression) {
    case 'none':
      return bytes.subarray(0, byteLength);
    case 'deflate':
      return inflateBlock(bytes, mostBytes(shape)) ?? inflateSync(bytes, zlibOptions(shape, bytes.byteLength));
    case 'zstd':
      return zstdDecompressSync(bytes, zlibOptions(shape, bytes.byteLength));
    case 'lzw':
      return decodeLzw(bytes, byteLength);
    case 'packbits':
      return decodePackBits(bytes, byteLength);
    case 'lerc':
      return decodeLerc(image, bytes, shape.samples, byteLength);
    case 'jpeg':
    case 'webp':
      return decodePicture(image, bytes, shape.samples, shape.rows);
    default:
      throw new RangeError(`${image.compression} compression is not supported`);
  }
}

/** Some writers pad blocks. */
function mostBytes({ fullByteLength }: BlockShape): number {
  return fullByteLength + 1024;
}

/** One chunk for the whole block, since zlib copies between chunks; but not for a block that claims far more than its data can hold. */
function zlibOptions(shape: BlockShape, compressed: number) {
  const plausible = Math.min(shape.byteLength, compressed * 1032);
  return { chunkSize: Math.max(64, plausible + 1), maxOutputLength: mostBytes(shape) };
}
