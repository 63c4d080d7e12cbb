import { openSqliteCatalog } from '../../lib/catalog/sqlite-catalog.ts';
import type { Row } from '../row.ts';
import type { Archive } from './archive.ts';
import { timeRows } from './measure.ts';
import { runPgstac, whyNoPgstac, type RunningPgstac } from './pgstac.ts';
import { readThrough } from './read-through.ts';
import { catalogSearcher, type Searcher } from './searcher.ts';
import { sixSearches, type SearchBody, type SearchKind } from './six-searches.ts';

/** Searches of each kind; the peer that hydrates gets fewer, as it takes half a second for each. */
const calls = 100;
const hydratedCalls = 25;

/** The catalog in this process and pgstac answer the same searches in turn, both warm: of as many others of
 * their kind, that the pages of both have the same ids is counted before. */
export async function besidePgstac(archive: Archive, items: number): Promise<readonly Row[]> {
  const missing = whyNoPgstac();
  if (missing !== undefined) {
    console.warn(`  ${missing}`);
    return [];
  }
  const catalog = openSqliteCatalog(archive.path);
  const pgstac = await runPgstac(items);
  try {
    const rows: Row[] = [];
    for (const kind of sixSearches(items)) {
      for (const files of [pgstac.tables, archive.path]) await readThrough(files);
      rows.push(...(await compare(kind, catalogSearcher(catalog), pgstac)));
    }
    return rows;
  } finally {
    await pgstac.stop();
    await catalog.close();
  }
}

async function compare(kind: SearchKind, ours: Searcher, { nohydrate, hydrated }: RunningPgstac): Promise<Row[]> {
  const bodies = () => Array.from({ length: kind.page === undefined ? calls : 5 }, kind.next);
  const compared = bodies();
  let our = await starts(ours, compared, kind);
  let their = await starts(nohydrate, compared, kind);
  let same = 0;
  for (const [at, start] of our.entries()) {
    const [a, b] = [await start(ours), await their[at]!(nohydrate)];
    if (a.ids.join() === b.ids.join()) same += 1;
  }
  if (kind.page === undefined) {
    // Warm, but not of these very searches.
    const timed = bodies();
    [our, their] = [await starts(ours, timed, kind), await starts(nohydrate, timed, kind)];
  }
  const name = `beside pgstac: ${kind.name}`;
  const ourTimes = await times(ours, our, calls);
  const plain = { name: 'pgstac nohydrate', times: await times(nohydrate, their, calls) };
  const whole = { name: 'pgstac', times: await times(hydrated, their, hydratedCalls) };
  return [
    ...timeRows(name, ourTimes, plain),
    ...timeRows(name, ourTimes, whole),
    { name: `${name}, pages with the same ids`, value: same, unit: `of ${compared.length}` },
  ];
}

type Start = (searcher: Searcher) => ReturnType<Searcher>;

/** Walks to the page that the kind asks for; each side has tokens of its own. */
async function starts(searcher: Searcher, bodies: readonly SearchBody[], { page = 1 }: SearchKind): Promise<Start[]> {
  const found: Start[] = [];
  for (const body of bodies) {
    let token: string | undefined;
    for (let at = 1; at < page; at++) ({ token } = await searcher(body, token));
    found.push((asked) => asked(body, token));
  }
  return found;
}

async function times(searcher: Searcher, searches: readonly Start[], count: number): Promise<number[]> {
  const measured: number[] = [];
  for (let call = 0; call < count; call++) {
    measured.push((await searches[call % searches.length]!(searcher)).milliseconds);
  }
  return measured;
}
