import { cogLayout } from './cog-header.ts';
import { encodePyramid, type EncodedLevel } from './cog-pyramid.ts';
import { cogLevels, type CogSpec } from './cog-spec.ts';
import type { SampleArray } from './sample-array.ts';

/** Makes a cloud-optimised GeoTIFF of pixels in memory: tiled, compressed, with overviews, laid out as GDAL's COG driver
 * does. The same input gives the same bytes.
 * @param bands [band][row][col], of the spec's type
 * @throws {RangeError} when a band has another size than the spec says
 * @throws {CrsError} when the CRS can't be written as GeoTIFF keys */
export async function writeCog(spec: CogSpec, bands: readonly SampleArray[]): Promise<Uint8Array> {
  const pixels = spec.width * spec.height;
  if (bands.length !== spec.bands.length || bands.some((band) => band.length !== pixels)) {
    throw new RangeError(`${spec.bands.length} bands of ${spec.width}×${spec.height} pixels were announced`);
  }
  const { levels } = await encodePyramid(spec, cogLevels(spec), bands);
  const chunks: Uint8Array[] = [];
  for await (const chunk of cogChunks(spec, levels)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** The bytes of a COG in file order, made from blocks that are already compressed: only one row of blocks is in memory
 * at a time, so that an image of any size can be put together.
 * @param levels full image first, of the sizes that `cogLevels` gives */
export async function* cogChunks(spec: CogSpec, levels: readonly EncodedLevel[]): AsyncGenerator<Uint8Array> {
  const sizes = levels.map((level) => level.sizes);
  yield cogLayout(spec, levels, sizes).header;
  for (const level of levels.toReversed()) {
    for (let row = 0; row < level.rows; row += 1) {
      const blocks = await level.readRow(row);
      yield Buffer.concat(blocks.flatMap((block) => (block ? [leader(block), block, block.subarray(-4)] : [])));
    }
  }
}

function leader(block: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(block.byteLength);
  return bytes;
}
