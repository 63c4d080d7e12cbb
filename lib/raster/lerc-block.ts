import lerc from 'lerc';
import { inflateSync, zstdDecompressSync } from 'node:zlib';
import type { TiffImage } from './tiff-image.ts';
import { tag } from './tiff-tags.ts';

const additional = { none: 0, deflate: 1, zstd: 2 } as const;

/** A LERC block, with DEFLATE or ZSTD around it or not.
 * @returns interleaved samples in the file's byte order (libtiff swaps bytes around LERC too); pixels that LERC masks out are NaN, or transparent
 * where the last sample is alpha
 * @throws {RangeError} when the block is not what the TIFF says */
export function decodeLerc(image: TiffImage, input: Uint8Array, samples: number, byteLength: number): Uint8Array {
  const block = unwrap(input, image.directory.numbers(tag.lercParameters)[1] ?? additional.none, byteLength);
  requireSize(image, block);
  const decoded = lerc.decode(Uint8Array.from(block).buffer, { returnPixelInterleavedDims: true });
  const [pixels] = decoded.pixels;
  const dimensions = decoded.dimCount ?? 1;
  if (
    !pixels ||
    decoded.width !== image.blockWidth ||
    decoded.height * image.blockWidth * dimensions !== pixels.length
  ) {
    throw new RangeError(`the LERC block is ${decoded.width}×${decoded.height}`);
  }
  const mask = decoded.mask;
  if (mask && (pixels instanceof Float32Array || pixels instanceof Float64Array)) {
    for (let at = 0; at < pixels.length; at += 1) if (mask[Math.floor(at / dimensions)] === 0) pixels[at] = NaN;
  }
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  if (dimensions === samples) return bytes;
  if (dimensions + 1 !== samples || pixels.BYTES_PER_ELEMENT !== 1) {
    throw new RangeError(`the LERC block has ${dimensions} samples a pixel`);
  }
  return withAlpha(bytes, dimensions, mask ?? undefined);
}

/** The size in the header (LERC 2: magic, version, checksum from version 3, rows, columns), before anything of that size is allocated. */
function requireSize(image: TiffImage, block: Uint8Array): void {
  if (block.byteLength < 24 || new TextDecoder('latin1').decode(block.subarray(0, 6)) !== 'Lerc2 ') {
    throw new RangeError('the block is not LERC 2');
  }
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const sizeAt = view.getInt32(6, true) >= 3 ? 14 : 10;
  const [rows, columns] = [view.getInt32(sizeAt, true), view.getInt32(sizeAt + 4, true)];
  if (columns !== image.blockWidth || rows < 1 || rows > image.blockHeight) {
    throw new RangeError(`the LERC block is ${columns}×${rows}`);
  }
}

/** More than the block can need never comes out. */
function unwrap(input: Uint8Array, method: number, byteLength: number): Uint8Array {
  const options = { maxOutputLength: byteLength * 2 + 65_536 };
  if (method === additional.deflate) return inflateSync(input, options);
  if (method === additional.zstd) return zstdDecompressSync(input, options);
  return input;
}

function withAlpha(bytes: Uint8Array, dimensions: number, mask: Uint8Array | undefined): Uint8Array {
  const pixels = bytes.length / dimensions;
  const out = new Uint8Array(pixels * (dimensions + 1));
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    out.set(bytes.subarray(pixel * dimensions, (pixel + 1) * dimensions), pixel * (dimensions + 1));
    out[pixel * (dimensions + 1) + dimensions] = mask && mask[pixel] === 0 ? 0 : 255;
  }
  return out;
}
