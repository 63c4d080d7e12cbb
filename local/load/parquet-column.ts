import type { AsyncBuffer, ColumnMetaData, DecodedArray, ParquetParsers, SchemaTree } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, convertWithDictionary, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { getMaxDefinitionLevel, getTreePath } from 'hyparquet/src/schema.js';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { rfc3339 } from './rfc3339.ts';

/** One column of a row group as it is stored: values, and the levels that say how they nest. The reader's own rows are
 * not used: it makes several lists for each value of a nested column, 30 times what an item takes.
 * @see https://github.com/apache/parquet-format#nested-encoding */
export interface Column {
  /** From the root, which is the first. */
  readonly schemaPath: readonly SchemaTree[];
  /** Definition level of what is there. */
  readonly maxDefinition: number;
  readonly pages: readonly ColumnPage[];
}

export interface ColumnPage {
  readonly entries: number;
  /** Absent when every entry has a value. */
  readonly definition: Uint8Array | undefined;
  /** Absent when nothing is repeated. */
  readonly repetition: Uint8Array | undefined;
  /** Of the entries that have one. */
  readonly values: DecodedArray;
}

/** How a column is decoded. */
type Decoder = Parameters<typeof convert>[1];

/** Snappy comes with the reader, the others with Node. */
const compressors = {
  GZIP: (bytes: Uint8Array) => gunzipSync(bytes),
  BROTLI: (bytes: Uint8Array) => brotliDecompressSync(bytes),
  ZSTD: (bytes: Uint8Array) => zstdDecompressSync(bytes),
};

/** Times become text with all their digits; a Date has only milliseconds. Geometry stays bytes, so that a bad one is its
 * own row's error. */
const parsers: ParquetParsers = {
  ...DEFAULT_PARSERS,
  timestampFromMilliseconds: (value) => rfc3339(value, 3),
  timestampFromMicroseconds: (value) => rfc3339(value, 6),
  timestampFromNanoseconds: (value) => rfc3339(value, 9),
  dateFromDays: (days) => new Date(days * 86_400_000).toISOString().slice(0, 10),
  geometryFromBytes: (bytes) => bytes,
  geographyFromBytes: (bytes) => bytes,
};

/** @param schema root
 * @param rows of its row group
 * @throws {Error} what is wrong with it, also when it has not a place for each row */
export async function readParquetColumn(
  file: AsyncBuffer,
  schema: SchemaTree,
  metadata: ColumnMetaData,
  rows: number,
): Promise<Column> {
  const schemaPath = getTreePath(schema, metadata.path_in_schema);
  const decoder: Decoder = {
    pathInSchema: metadata.path_in_schema,
    element: schemaPath.at(-1)!.element,
    schemaPath,
    type: metadata.type,
    codec: metadata.codec,
    parsers,
    compressors,
    utf8: false,
  };
  const { data_page_offset: data, dictionary_page_offset: dictionary, total_compressed_size: size } = metadata;
  const from = Number(dictionary && dictionary < data ? dictionary : data);
  const view = new DataView(await file.slice(from, from + Number(size)));
  const maxDefinition = getMaxDefinitionLevel(schemaPath);
  const pages: ColumnPage[] = [];
  for (const page of readPages(view, decoder, Number(metadata.num_values))) {
    requireValues(page, maxDefinition);
    pages.push(page);
  }
  const found = pages.reduce((sum, page) => sum + rowsBegun(page), 0);
  if (found !== rows) throw new Error(`damaged: it has ${found} rows of ${rows}`);
  return { schemaPath, maxDefinition, pages };
}

/** What is missing would look like null. */
function requireValues({ entries, definition, values }: ColumnPage, maxDefinition: number): void {
  const wanted = definition ? definition.reduce((sum, level) => sum + Number(level === maxDefinition), 0) : entries;
  const isWhole = (definition?.length ?? entries) === entries && values.length >= wanted;
  if (!isWhole || Array.prototype.includes.call(values, undefined))
    throw new Error('damaged: a page without all its values');
}

function rowsBegun({ entries, repetition }: ColumnPage): number {
  return repetition ? repetition.reduce((sum, level) => sum + Number(level === 0), 0) : entries;
}

/** @param most values that all pages have together */
function* readPages(view: DataView, decoder: Decoder, most: number): Generator<ColumnPage> {
  const reader = { view, offset: 0 };
  let left = most;
  let dictionary: DecodedArray | undefined;
  while (reader.offset < view.byteLength - 1) {
    const header = parquetHeader(reader);
    const { data_page_header: v1, data_page_header_v2: v2, compressed_page_size: size } = header;
    // A size below zero would lead back for ever.
    if (!(size >= 0 && reader.offset + size <= view.byteLength)) throw new Error('damaged: a page of no such size');
    if (header.type === 'DICTIONARY_PAGE') {
      const { data } = readPage(reader, header, decoder, undefined, undefined, 0);
      dictionary = data && convert(data, decoder);
      continue;
    }
    const bytes = new Uint8Array(view.buffer, view.byteOffset + reader.offset, size);
    reader.offset += size;
    const encoded = v1 ?? v2;
    if (!encoded) continue;
    left -= encoded.num_values;
    if (!(encoded.num_values >= 0 && left >= 0)) throw new Error('damaged: a page of too many values');
    const page = v1
      ? readDataPage(decompressPage(bytes, header.uncompressed_page_size, decoder.codec, compressors), v1, decoder)
      : readDataPageV2(bytes, header, decoder);
    yield {
      entries: encoded.num_values,
      definition: page.definitionLevels?.length ? Uint8Array.from(page.definitionLevels) : undefined,
      repetition: page.repetitionLevels.length > 0 ? Uint8Array.from(page.repetitionLevels) : undefined,
      values: convertWithDictionary(page.dataPage, dictionary, encoded.encoding, decoder),
    };
  }
}
