import type { Container, SqlParameter } from '@azure/cosmos';
import { compareText } from '../search/fold-text.ts';
import { sortableText } from './cosmos-names.ts';
import type { CosmosBucket } from './cosmos-buckets.ts';
import type { ItemDocument } from './cosmos-item.ts';
import type { IndexBounds } from './index-bounds.ts';
import { noTime } from './index-key.ts';
import { mergeSorted } from './merge-sorted.ts';
import { timesOf, turns } from './sqlite-candidates.ts';
import type { TimeOrder } from './time-order.ts';

/** One range of the index: a partition key, or a whole collection when very many cells are touched. */
export interface Range {
  readonly field: 'pk' | 'c';
  readonly value: string;
  readonly buckets: readonly CosmosBucket[];
}

/** Where a scan begins: after the item of this time, id and collection, or at it. */
export interface ScanStart {
  readonly t: number;
  readonly id: string;
  readonly collection: string;
  readonly inclusive: boolean;
}

export interface ScanOrder extends TimeOrder {
  /** Whether items without a time come first. */
  readonly goesBack: boolean;
}

/** Yields the documents that the index can't rule out, in the order of time, then id, then collection.
 * @param batch how many documents to ask of each range at once, at first */
export async function* scanCosmos(
  items: Container,
  ranges: readonly Range[],
  bounds: IndexBounds,
  order: ScanOrder,
  start: ScanStart | undefined,
  batch: number,
): AsyncGenerator<ItemDocument> {
  const compare = comparison(order);
  const sections = order.goesBack ? [timeless, timed] : [timed, timeless];
  for (const section of sections) {
    if (start && section !== (start.t === noTime ? timeless : timed)) {
      // The sections before the one that the start is in are done.
      if (sections.indexOf(section) === 0) continue;
      yield* mergeSorted(
        ranges.map((range) => scanRange(items, range, section(range, bounds), bounds, order, undefined, batch)),
        compare,
      );
      continue;
    }
    yield* mergeSorted(
      ranges.map((range) => scanRange(items, range, section(range, bounds), bounds, order, start, batch)),
      compare,
    );
  }
}

interface Window {
  readonly start: number;
  readonly end: number;
}

function timed({ buckets }: Range, { time }: IndexBounds): Window {
  return timesOf(buckets, time);
}

function timeless(): Window {
  return { start: noTime, end: noTime };
}

/** Reads one range in batches, each beginning after the last document of the one before. */
async function* scanRange(
  items: Container,
  range: Range,
  window: Window,
  bounds: IndexBounds,
  order: TimeOrder,
  start: ScanStart | undefined,
  batch: number,
): AsyncGenerator<ItemDocument> {
  if (window.start > window.end) return;
  let cursor = start && { t: start.t, k: sortableText(start.id), c: start.collection, inclusive: start.inclusive };
  for (let size = batch; ; size = Math.min(1000, 2 * size)) {
    const { query, parameters } = rangeQuery(range, window, bounds, order, cursor, size);
    const { resources } = await items.items.query<ItemDocument>({ query, parameters }).fetchAll();
    for (const document of resources) if (!cursor || isAfter(document, cursor, order)) yield document;
    const last = resources.at(-1);
    if (!last || resources.length < size) return;
    cursor = { t: last.t, k: last.k, c: last.c, inclusive: false };
  }
}

interface Cursor extends Pick<ItemDocument, 't' | 'k' | 'c'> {
  readonly inclusive: boolean;
}

function rangeQuery(
  range: Range,
  window: Window,
  { areas, time, cloudCover }: IndexBounds,
  order: TimeOrder,
  cursor: Cursor | undefined,
  size: number,
): { query: string; parameters: SqlParameter[] } {
  const parameters: SqlParameter[] = [];
  const p = (value: string | number): string => {
    parameters.push({ name: `@p${parameters.length}`, value });
    return `@p${parameters.length - 1}`;
  };
  const where = [`c.${range.field} = ${p(range.value)}`, `c.t >= ${p(window.start)}`, `c.t <= ${p(window.end)}`];
  for (const [west, south, east, north] of areas) {
    where.push(`c.south <= ${p(north)}`, `c.north >= ${p(south)}`);
    const meets = turns.map((turn) => `(c.west <= ${p(east + turn)} AND c.east >= ${p(west + turn)})`);
    where.push(`(${meets.join(' OR ')})`);
  }
  const spans = [
    time && (['c.t1', time.start, 'c.t0', time.end] as const),
    cloudCover && (['c.cloud', cloudCover.start, 'c.cloud', cloudCover.end] as const),
  ];
  for (const span of spans) {
    if (!span) continue;
    const [low, from, high, to] = span;
    if (Number.isFinite(from)) where.push(`${low} >= ${p(from)}`);
    if (Number.isFinite(to)) where.push(`${high} <= ${p(to)}`);
  }
  if (cursor) {
    const [beyond, on] = [order.time === 'desc' ? '<' : '>', order.id === 'asc' ? '>=' : '<='];
    const t = p(cursor.t);
    where.push(`(c.t ${beyond} ${t} OR (c.t = ${t} AND c.k ${on} ${p(cursor.k)}))`);
  }
  const by = `c.t ${order.time.toUpperCase()}, c.k ${order.id.toUpperCase()}`;
  return { query: `SELECT TOP ${size} * FROM c WHERE ${where.join(' AND ')} ORDER BY ${by}`, parameters };
}

function isAfter(document: ItemDocument, cursor: Cursor, order: TimeOrder): boolean {
  if (document.t !== cursor.t || document.k !== cursor.k) return true;
  const steps = compareText(document.c, cursor.c) * (order.collection === 'asc' ? 1 : -1);
  return steps > 0 || (steps === 0 && cursor.inclusive);
}

function comparison(order: TimeOrder): (a: ItemDocument, b: ItemDocument) => number {
  const [time, id, collection] = [order.time, order.id, order.collection].map((way) => (way === 'asc' ? 1 : -1)) as [
    number,
    number,
    number,
  ];
  return (a, b) => time * (a.t - b.t) || id * compareText(a.k, b.k) || collection * compareText(a.c, b.c);
}
