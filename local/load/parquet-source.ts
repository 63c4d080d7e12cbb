import { asyncBufferFromFile, parquetMetadataAsync, parquetSchema } from 'hyparquet';
import { itemOfRow } from './item-of-row.ts';
import { readParquetColumn } from './parquet-column.ts';
import { parquetRows } from './parquet-rows.ts';
import type { Entry, Position, Source } from './source.ts';

/** What one item takes, about: rows have no size of their own. */
const rowSize = 10_000;

/** stac-geoparquet. Positions are rows. What is held is one row group as it is stored. */
export async function parquetSource(path: string): Promise<Source> {
  const file = await asyncBufferFromFile(path);
  const metadata = await within(path, () => parquetMetadataAsync(file));
  const schema = parquetSchema(metadata);
  async function* entries({ at }: Position): AsyncGenerator<Entry> {
    let first = 0;
    for (const { columns, num_rows: count } of metadata.row_groups) {
      const rows = Number(count);
      const skip = Math.min(Math.max(at - first, 0), rows);
      if (skip < rows) {
        const read = [];
        for (const { meta_data: column } of columns) {
          if (!column) continue;
          const place = `${path}, rows ${first} to ${first + rows - 1}, column ${column.path_in_schema.join('.')}`;
          read.push(await within(place, () => readParquetColumn(file, schema, column, rows)));
        }
        let row = first + skip;
        for (const values of parquetRows(read, rows, skip)) yield entryOf(values, row++);
      }
      first += rows;
    }
  }
  return { total: Number(metadata.num_rows), entries };
}

/** @throws {Error} naming the place in what is wrong with it */
async function within<T>(place: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`, { cause: error });
  }
}

function entryOf(row: Readonly<Record<string, unknown>>, index: number): Entry {
  return {
    place: `row ${index}`,
    next: { at: index + 1 },
    size: rowSize,
    parse: () => itemOfRow(row),
    raw: () => Buffer.from(JSON.stringify(itemOfRow(row, 'lenient'))),
  };
}
