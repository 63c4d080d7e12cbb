import { openSqliteCatalog } from '../lib/catalog/sqlite-catalog.ts';
import type { Catalog } from '../lib/catalog/catalog.ts';
import { parseSearchPost } from '../lib/search/parse-search.ts';
import type { SearchRequest } from '../lib/search/search-request.ts';
import type { Row } from './row.ts';
import { sentinel2Archive } from './search/archive.ts';
import { besidePgstac } from './search/beside-pgstac.ts';
import { httpSearch, nextPage, type HttpSearch } from './search/http-search.ts';
import { calibration, quantile, timeRows, timesOf, type Ask } from './search/measure.ts';
import { readThrough } from './search/read-through.ts';
import { runStack } from './search/running-stack.ts';
import { sixSearches, type SearchBody, type SearchKind } from './search/six-searches.ts';

/** `npm run bench -- search`; `BENCH_ITEMS` (1,000,000) is the size of the archive, `BENCH_PEER=1` asks pgstac the same. */
export async function run(): Promise<readonly Row[]> {
  const items = Number(process.env['BENCH_ITEMS'] ?? 1_000_000);
  const archive = await sentinel2Archive(items);
  const rows: Row[] = [{ name: 'calibration: a fixed work of one thread', value: calibration(), unit: 'ms' }];
  rows.push({ name: 'on disk, an item', value: archive.bytes / items, unit: 'bytes' });
  await readThrough(archive.path);
  const catalog = openSqliteCatalog(archive.path);
  for (const kind of sixSearches(items)) rows.push(...(await inProcess(catalog, kind)));
  await catalog.close();
  rows.push(...(await besidePgstac(archive, items)));

  await readThrough(archive.path);
  const stack = await runStack(archive.path);
  const one = httpSearch(stack.url, 1);
  try {
    for (const kind of sixSearches(items)) rows.push(...(await overHttp(one.search, kind)));
    rows.push({ name: 'memory of the app, one client', value: stack.memory().now, unit: 'MB' });
    rows.push(...(await manyClients(stack.url, items)));
    rows.push({ name: 'memory of the app, at most', value: stack.memory().most, unit: 'MB' });
  } finally {
    one.close();
    await stack.stop();
  }
  rows.push({ name: 'calibration again', value: calibration(), unit: 'ms' });
  return rows;
}

const calls = 200;

async function inProcess(catalog: Catalog, kind: SearchKind): Promise<readonly Row[]> {
  const search = async (request: SearchRequest) => {
    const { items, next } = await catalog.search(request);
    // The text of an item is made when it is read.
    return { bytes: items.reduce((sum, { json }) => sum + json.length, 0), next };
  };
  const starts: SearchRequest[] = [];
  for (let at = 0; kind.page !== undefined && at < 5; at++) {
    let { request } = parseSearchPost(kind.next());
    for (let page = 1; page < kind.page; page++) {
      const { next } = await search(request);
      if (next !== undefined) request = { ...request, token: next };
    }
    starts.push(request);
  }
  const ask = kind.page === undefined ? () => search(parseSearchPost(kind.next()).request) : turns(starts, search);
  return timeRows(`in process: ${kind.name}`, await timesOf(ask, calls));
}

async function overHttp(search: HttpSearch, kind: SearchKind): Promise<readonly Row[]> {
  const checked = async (body: SearchBody) => {
    const answer = await search(body);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body.toString().slice(0, 500)}`);
    return answer;
  };
  const starts: SearchBody[] = [];
  for (let at = 0; kind.page !== undefined && at < 5; at++) {
    let body = kind.next();
    for (let page = 1; page < kind.page; page++) body = nextPage(await checked(body)) ?? body;
    starts.push(body);
  }
  const ask = kind.page === undefined ? () => checked(kind.next()) : turns(starts, checked);
  return timeRows(`HTTP: ${kind.name}`, await timesOf(ask, calls));
}

/** Asks for one after the other, round and round. */
function turns<T>(starts: readonly T[], ask: (start: T) => Promise<unknown>): Ask {
  let at = 0;
  return () => ask(starts[at++ % starts.length]!);
}

const clients = 64;
const seconds = 10;

async function manyClients(url: string, items: number): Promise<readonly Row[]> {
  const { search, close } = httpSearch(url, clients);
  const kinds = sixSearches(items).filter(({ page }) => page === undefined);
  const times: number[] = [];
  const refused = new Map<number, number>();
  const until = performance.now() + seconds * 1000;
  const client = async (first: number) => {
    for (let turn = first; performance.now() < until; turn++) {
      const began = performance.now();
      const { status } = await search(kinds[turn % kinds.length]!.next());
      times.push(performance.now() - began);
      if (status !== 200) refused.set(status, (refused.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, n) => client(n)));
  close();
  return [
    ...timeRows(`HTTP, ${clients} clients at once`, times),
    { name: `HTTP, ${clients} clients at once, slowest`, value: quantile(times, 1 - 1e-9), unit: 'ms' },
    { name: `HTTP, ${clients} clients at once`, value: times.length / seconds, unit: 'searches/s' },
    ...[...refused].map(([status, count]) => ({ name: `answers with ${status}`, value: count, unit: '' })),
  ];
}
