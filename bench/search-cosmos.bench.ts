import { openCosmosCatalog } from '../lib/catalog/cosmos-catalog.ts';
import type { Catalog } from '../lib/catalog/catalog.ts';
import { parseSearchPost } from '../lib/search/parse-search.ts';
import type { CosmosSettings } from '../lib/catalog/cosmos-client.ts';
import type { Item } from '../lib/stac/item.ts';
import { startCosmosEmulator } from '../test/contract/cosmos-emulator.ts';
import type { Row } from './row.ts';
import { sentinel2Collection } from './search/archive.ts';
import { chargeOf, formula, physicalPartitions } from './search/cosmos-cost.ts';
import { countingProxy, type CountingProxy } from './search/counting-proxy.ts';
import { sixSearches, type SearchBody, type SearchKind } from './search/six-searches.ts';
import { fourYears, sentinel2Items } from './sentinel2-items.ts';

/** The account on paper: an archive of this size. */
const archive = 20_000_000;
const searches = 8;

/** `npm run bench -- search-cosmos`: counts what the searches ask of Cosmos DB and estimates its charge. An emulator holds a
 * few thousand items: all four years of ten tiles for the small area, and two months of three hundred for everything else, which
 * are in so many cells that searches of the whole world ask over the collection, as they do in a large archive. */
export async function run(): Promise<readonly Row[]> {
  console.warn(`  ${formula}`);
  const emulator = await startCosmosEmulator();
  try {
    const area = sixSearches(tenTiles).slice(0, 1);
    const others = sixSearches(manyTiles).slice(1);
    return [
      ...(await measure(await emulator.database(), [...sentinel2Items(tenTiles)], area)),
      ...(await measure(await emulator.database(), [...sentinel2Items(manyTiles).take(twoMonths)], others)),
    ];
  } finally {
    await emulator.close();
  }
}

const tenTiles = 4410;
const manyTiles = 132_300;
const twoMonths = 5000;

async function measure(
  settings: CosmosSettings,
  items: readonly Item[],
  kinds: readonly SearchKind[],
): Promise<readonly Row[]> {
  const writer = await openCosmosCatalog(settings);
  await writer.putCollection(sentinel2Collection);
  await writer.putItems(items);
  await writer.close();
  const proxy = await countingProxy(settings.endpoint);
  const catalog = await openCosmosCatalog({ ...settings, endpoint: proxy.endpoint }, { staleness: 600_000 });
  const rows: Row[] = [];
  for (const kind of kinds) rows.push(...(await count(proxy, catalog, kind, items)));
  await catalog.close();
  await proxy.close();
  return rows;
}

async function count(
  proxy: CountingProxy,
  catalog: Catalog,
  kind: SearchKind,
  items: readonly Item[],
): Promise<readonly Row[]> {
  const total = { queries: 0, reads: 0, documents: 0, bytes: 0, requestUnits: 0, found: 0 };
  const documentBytes = Buffer.byteLength(JSON.stringify(items[0])) + 700;
  const partitions = physicalPartitions(archive, documentBytes);
  for (let search = 0; search < searches; search++) {
    const { request } = parseSearchPost(whereItemsAre(kind.next(), items));
    let token: string | undefined;
    // Fewer than its pages: a page costs the same wherever it is.
    const pages = Math.min(kind.page ?? 1, 5);
    for (let page = 1; page <= pages; page++) {
      proxy.take();
      const found = await catalog.search(token === undefined ? request : { ...request, token });
      token = found.next;
      if (page === pages) total.found += found.items.length;
    }
    const charge = chargeOf(proxy.take(), partitions);
    for (const name of ['queries', 'reads', 'documents', 'bytes', 'requestUnits'] as const) total[name] += charge[name];
  }
  const row = (name: string, value: number, unit: string): Row => ({
    name: `Cosmos: ${kind.name}, ${name}`,
    value: value / searches,
    unit,
  });
  return [
    row('items', total.found, 'a page'),
    row('queries', total.queries, ''),
    row('point reads', total.reads, ''),
    row('documents', total.documents, ''),
    row('read', total.bytes / 1e6, 'MB'),
    row(`estimate over ${partitions} partitions`, total.requestUnits, 'RU'),
  ];
}

const aMonth = 31 * 86_400_000;

/** Moves the time of a search to where there are items, unless the items are of all four years. */
function whereItemsAre(body: SearchBody, items: readonly Item[]): SearchBody {
  const { datetime } = body;
  const last = Date.parse(String(items.at(-1)?.properties.datetime));
  if (typeof datetime !== 'string' || last > fourYears.end - aMonth) return body;
  const [start, end] = datetime.split('/').map((time) => Date.parse(time)) as [number, number];
  const room = last - fourYears.start - aMonth;
  const moved = fourYears.start + aMonth + ((end - fourYears.start) % room);
  const from = Math.max(fourYears.start, moved - (end - start));
  return { ...body, datetime: `${new Date(from).toISOString()}/${new Date(moved).toISOString()}` };
}
