import { indexBounds } from '../lib/catalog/index-bounds.ts';
import { bucketCatalog, type BucketCatalog } from '../lib/catalog/sqlite-buckets.ts';
import { planCandidates, type NumberedCollection } from '../lib/catalog/sqlite-candidates.ts';
import { openDatabase, type Database } from '../lib/catalog/sqlite-database.ts';
import { scanByTime, type Candidate, type ScanStart } from '../lib/catalog/sqlite-scan.ts';
import { timeOrder } from '../lib/catalog/time-order.ts';
import { parseSearchPost } from '../lib/search/parse-search.ts';
import type { Row } from './row.ts';
import { sentinel2Collection } from './search/archive.ts';
import { sentinel2IndexRows } from './search/index-rows.ts';
import { timeRows, timesOf } from './search/measure.ts';
import { readThrough } from './search/read-through.ts';
import { sixSearches, type SearchBody, type SearchKind } from './search/six-searches.ts';

const calls = 200;

/** `npm run bench -- search-index`; `BENCH_ROWS` (1,000,000) is how many items the index knows. It times the catalog's
 * planning and its scan for the candidates of a page, not the reading of items: that doesn't grow with the archive.
 * Searches for ids are left out: they go by the key of the items' own table. */
export async function run(): Promise<readonly Row[]> {
  const count = Number(process.env['BENCH_ROWS'] ?? 1_000_000);
  const { path, bytes, seconds } = sentinel2IndexRows(count);
  await readThrough(path);
  const database = openDatabase(path);
  const buckets = bucketCatalog(database);
  try {
    const rows: Row[] = [{ name: 'rows', value: count, unit: '' }];
    if (seconds !== undefined) rows.push({ name: 'making them', value: seconds, unit: 's' });
    rows.push({ name: 'on disk, an item in both indexes', value: bytes / count, unit: 'bytes' });
    for (const kind of sixSearches(count)) {
      const isByIds = 'ids' in kind.next();
      if (!isByIds) rows.push(...(await measure(database, buckets, kind)));
    }
    return rows;
  } finally {
    database.close();
  }
}

async function measure(database: Database, buckets: BucketCatalog, kind: SearchKind): Promise<readonly Row[]> {
  let [asked, found] = [0, 0];
  const ask = (body: SearchBody, start?: ScanStart) => {
    const candidates = database.read(() => firstCandidates(database, buckets, body, start));
    asked += 1;
    found += candidates.length;
  };
  const name = `index: ${kind.name}`;
  if (kind.page === undefined) {
    const times = await timesOf(async () => ask(kind.next()), calls);
    return [...timeRows(name, times), { name: `${name}, candidates`, value: found / asked, unit: '' }];
  }
  const starts = Array.from({ length: 5 }, () => startOfPage(database, buckets, kind));
  let turn = 0;
  const times = await timesOf(async () => {
    const { body, start } = starts[turn++ % starts.length]!;
    ask(body, start);
  }, calls);
  return [...timeRows(name, times), { name: `${name}, candidates`, value: found / asked, unit: '' }];
}

const collections: readonly NumberedCollection[] = [{ c: 1, id: sentinel2Collection.id }];

/** From the body to the index rows of one page and the row after it, as the catalog's search does it. */
function firstCandidates(
  database: Database,
  buckets: BucketCatalog,
  body: SearchBody,
  start?: ScanStart,
  pages = 1,
): readonly Candidate[] {
  const { request } = parseSearchPost(body);
  buckets.refresh();
  const plan = planCandidates(indexBounds(request), collections, buckets.of(new Set([1])));
  const order = timeOrder(request.sortby);
  if (!plan || !order) return [];
  const want = request.limit + 1;
  const found: Candidate[] = [];
  for (const candidate of scanByTime(database, plan, { ...order, goesBack: false }, start, want)) {
    found.push(candidate);
    if (found.length === (pages - 1) * request.limit + want) break;
  }
  return found;
}

function startOfPage(
  database: Database,
  buckets: BucketCatalog,
  { next, page = 1 }: SearchKind,
): { readonly body: SearchBody; readonly start: ScanStart } {
  const body = next();
  const found = firstCandidates(database, buckets, body, undefined, page - 1);
  // The last but one: the scan had found one more than the pages before.
  const last = found.at(-2)!;
  return { body, start: { t: last.t, id: last.id, rank: last.rank, inclusive: false } };
}
