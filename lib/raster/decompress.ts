import { inflateSync, zstdDecompressSync } from 'node:zlib';
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

/** Undoes the compression of one block; more than `byteLength` bytes never come out.
 * @throws {Error} of the codec, when the data are damaged or the compression is not supported */
export async function decompress(image: TiffImage, input: Uint8Array, shape: BlockShape): Promise<Uint8Array> {
  const { byteLength } = shape;
  const bytes = image.directory.integer(tag.fillOrder) === 2 ? reverseBits(input) : input;
  switch (image.compression) {
    case 'none':
      return bytes.subarray(0, byteLength);
    case 'deflate':
      return inflateSync(bytes, zlibOptions(shape, bytes.byteLength));
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

/** One chunk for the whole block, since zlib copies between chunks; but not for a block that claims far more than its data can hold. */
function zlibOptions({ byteLength, fullByteLength }: BlockShape, compressed: number) {
  const plausible = Math.min(byteLength, compressed * 1032);
  return { chunkSize: Math.max(64, plausible + 1), maxOutputLength: fullByteLength + 1024 };
}
