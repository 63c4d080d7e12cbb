import { encodeLevel, type EncodedLevel } from './cog-pyramid.ts';
import { cogBlock, type CogLevel, type CogSpec } from './cog-spec.ts';
import { halve } from './overview-halve.ts';
import { sampleArray, type SampleArray } from './sample-array.ts';

/** Makes overviews of a level that arrives in rows, holding one row of blocks of each level in memory. */
export interface PyramidStream {
  /** The next rows of the base level, top to bottom. @param bands [band][row][col], full width */
  readonly push: (bands: readonly SampleArray[], rows: number) => Promise<void>;
  /** The encoded levels below the base, when all rows have come. */
  readonly finish: () => Promise<EncodedLevel[]>;
}

/** Rows of a level as they become known. */
export type RowsSeen = (level: number, firstRow: number, bands: readonly SampleArray[], rows: number) => void;

interface Stage {
  readonly level: CogLevel;
  readonly buffers: readonly SampleArray[];
  /** Rows in the buffers. */
  filled: number;
  /** Rows that came before them. */
  done: number;
  readonly encoded: (Uint8Array | undefined)[][];
}

/** @param levels the base level first; it is not encoded itself
 * @param seen called with rows of every level, the base included */
export function pyramidStream(spec: CogSpec, levels: readonly CogLevel[], seen: RowsSeen): PyramidStream {
  const block = cogBlock(spec);
  const stages: Stage[] = levels.map((level) => ({
    level,
    buffers: spec.bands.map(() => sampleArray(spec.dtype, level.width * block)),
    filled: 0,
    done: 0,
    encoded: [],
  }));

  const flush = async (index: number): Promise<void> => {
    const stage = stages[index];
    if (!stage || stage.filled === 0) return;
    const { level, filled } = stage;
    const bands = stage.buffers.map((buffer) => buffer.subarray(0, level.width * filled));
    seen(index, stage.done, bands, filled);
    if (index > 0) {
      const strip = { width: level.width, height: filled, columns: level.columns, rows: 1 };
      const encoded = await encodeLevel(spec, strip, bands);
      stage.encoded.push([...(await encoded.readRow(0))]);
    }
    stage.done += filled;
    stage.filled = 0;
    if (index + 1 === stages.length) return;
    const halves = bands.map((band) => halve(band, level.width, filled, spec.overviews ?? 'average', spec.nodata));
    await push(index + 1, halves, Math.ceil(filled / 2));
  };

  const push = async (index: number, bands: readonly SampleArray[], rows: number): Promise<void> => {
    const stage = stages[index];
    if (!stage) return;
    const { width } = stage.level;
    for (let from = 0; from < rows;) {
      // Blocks have an even number of rows, so that pairs of rows stay together.
      const count = Math.min(block - stage.filled, rows - from);
      for (const [band, pixels] of bands.entries()) {
        stage.buffers[band]?.set(pixels.subarray(from * width, (from + count) * width), stage.filled * width);
      }
      stage.filled += count;
      from += count;
      if (stage.filled === block) await flush(index);
    }
  };

  return {
    push: (bands, rows) => push(0, bands, rows),
    finish: async () => {
      for (const index of stages.keys()) await flush(index);
      return stages.slice(1).map(({ level, encoded }) => ({
        ...level,
        sizes: encoded.flatMap((row) => row.map((bytes) => bytes?.byteLength ?? 0)),
        readRow: async (row: number) => encoded[row] ?? [],
      }));
    },
  };
}
