import { UnreadableBlobError } from '../errors.ts';
import { decompress, type BlockShape } from './decompress.ts';
import { undoDifferencing, undoFloatingPoint } from './predictor.ts';
import { elementsPerSample, type Samples } from './samples.ts';
import type { TiffImage } from './tiff-image.ts';
import { packedSamples, swapBytes, wholeSamples } from './unpack-samples.ts';

/** Larger blocks are refused: damaged headers claim any size. */
const maxBlockBytes = 2 ** 30;

/** Shape of a block's first `rows` rows. @throws {UnreadableBlobError} when it is unreasonably large */
export function blockShape(url: string, image: TiffImage, rows: number): BlockShape {
  const samples = image.planar ? 1 : image.samples;
  const byteLength = bytesPerRow(image) * rows;
  if (byteLength > maxBlockBytes) throw new UnreadableBlobError(url, `a block of ${byteLength} bytes is not supported`);
  const fullByteLength = Math.min(maxBlockBytes, bytesPerRow(image) * image.blockHeight);
  return { rows, samples, byteLength, fullByteLength };
}

/** Rows start at whole bytes. */
export function bytesPerRow(image: TiffImage): number {
  return Math.ceil((image.blockWidth * (image.planar ? 1 : image.samples) * image.bits) / 8);
}

/** Compressed bytes of a block to samples: rows × block width × samples a pixel, interleaved.
 * @param take is given the samples; they are valid during its call only, since the next block is decoded in the same memory
 * @throws {UnreadableBlobError} when the data are damaged, too short, or in a form that is not supported */
export async function decodeBlock(
  url: string,
  image: TiffImage,
  input: Uint8Array,
  rows: number,
  take: (samples: Samples) => void,
): Promise<void> {
  const shape = blockShape(url, image, rows);
  try {
    const decompressed = decompress(image, input, shape);
    // Not awaited where it is there already: another block must not be decoded before this one is taken.
    const bytes = decompressed instanceof Uint8Array ? decompressed : await decompressed;
    if (bytes.byteLength < shape.byteLength) {
      throw new RangeError(`it holds ${bytes.byteLength} of ${shape.byteLength} bytes`);
    }
    const exact = bytes.byteLength === shape.byteLength ? bytes : bytes.subarray(0, shape.byteLength);
    take(toSamples(image, isChanged(image) ? ownedBytes(exact, input) : exact, shape));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnreadableBlobError(url, `a block can't be decoded: ${reason}`, { cause: error });
  }
}

/** Whether bytes become samples by being changed in place. */
function isChanged(image: TiffImage): boolean {
  return !image.directory.format.littleEndian || (predictable.has(image.compression) && image.predictor !== 1);
}

/** A copy when they are the input's own, or lie so that no typed array can hold them. */
function ownedBytes(bytes: Uint8Array, input: Uint8Array): Uint8Array {
  return bytes.buffer === input.buffer || bytes.byteOffset % 8 !== 0 ? new Uint8Array(bytes) : bytes;
}

const predictable = new Set(['lzw', 'deflate', 'zstd']);

function toSamples(image: TiffImage, bytes: Uint8Array, shape: BlockShape): Samples {
  const { bits, dtype } = image;
  const elements = elementsPerSample(dtype);
  const elementBits = bits / elements;
  const samplesPerRow = image.blockWidth * shape.samples * elements;
  const predictor = predictable.has(image.compression) ? image.predictor : 1;
  const packed = elementBits % 8 !== 0 || elementBits === 24;
  if (predictor === 1 && packed) return packedSamples(dtype, bits, bytes, shape.rows, samplesPerRow);
  const layout = { rows: shape.rows, samplesPerRow, stride: shape.samples * elements, bits: elementBits };
  if (predictor === 3) {
    if (!dtype.includes('float')) throw new RangeError(`the floating point predictor on ${dtype}`);
    return wholeSamples(dtype, bits, undoFloatingPoint(bytes, layout));
  }
  if (!image.directory.format.littleEndian) swapBytes(bytes, elementBits / 8);
  if (predictor === 2) {
    if (![8, 16, 32, 64].includes(elementBits)) throw new RangeError(`differencing of ${elementBits} bits`);
    undoDifferencing(bytes, layout);
  } else if (predictor !== 1) {
    throw new RangeError(`predictor ${predictor} is unknown`);
  }
  return wholeSamples(dtype, bits, bytes);
}
