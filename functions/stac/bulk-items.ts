import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { setImmediate } from 'node:timers/promises';
import { ConflictError, InvalidInputError, PayloadTooLargeError } from '../../lib/errors.ts';
import { json, type Handler } from '../../lib/http/handler.ts';
import { bodyLimit, parseWith, readJson } from '../../lib/http/read-body.ts';
import { withinField } from '../../lib/http/within-field.ts';
import { bulkTally, namedProblems, type BulkPlace, type BulkReport } from '../../lib/stac/bulk-report.ts';
import {
  allIssues,
  bulkItemsSchema,
  bulkJsonLimit,
  bulkLinesLimit,
  isLines,
  parseBulkQuery,
  requireKey,
} from '../../lib/stac/bulk-request.ts';
import { alreadyThere, announceBulk, bulkBatch, writeBulk, type BulkMethod } from '../../lib/stac/bulk-write.ts';
import type { Item } from '../../lib/stac/item.ts';
import { splitLines } from '../../lib/stac/item-lines.ts';
import { idOf, parseItemLine } from '../../lib/stac/parse-item-line.ts';
import { parseItem } from '../../lib/stac/parse-item.ts';
import type { Deps } from '../deps.ts';
import { requireCollection } from './collections.ts';

type Use = Pick<Deps, 'catalog' | 'queues'>;

/** `POST /api/stac/v1/collections/{collection}/bulk_items`: the body of stac-fastapi's bulk transactions, or one item a
 * line. Each item is checked as a single write is. `insert` of the JSON body writes all or nothing, as there; every other
 * form writes what is right and tells of the rest. */
export const postBulkItems =
  (deps: Use): Handler =>
  async (request) => {
    const { collection = '' } = request.params;
    const { method, announce } = parseBulkQuery(request.query);
    await requireCollection(deps, collection);
    const isOfLines = isLines(request.headers.get('content-type'));
    if (isOfLines) return answer(await writeAll(deps, lines(request, collection), method ?? 'upsert', announce));
    const body = parseWith(bulkItemsSchema, await readJson(request, bulkJsonLimit));
    const chosen = body.method ?? method ?? 'insert';
    const entries = members(body.items, collection);
    const allowed = chosen === 'insert' ? await requireAllNew(deps, collection, [...entries]) : entries;
    return answer(await writeAll(deps, allowed, chosen, announce));
  };

/** An item, or why there is none. */
interface Entry {
  readonly place: BulkPlace;
  readonly item: Item | InvalidInputError | PayloadTooLargeError;
}

/** Writes entries in batches as they come, and counts them. */
async function writeAll(
  deps: Use,
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  method: BulkMethod,
  isAnnounced: boolean,
): Promise<BulkReport> {
  const tally = bulkTally();
  let batch: { readonly place: BulkPlace; readonly item: Item }[] = [];
  const flush = async () => {
    const items = batch.map(({ item }) => item);
    const outcomes = await writeBulk(deps, items, method);
    for (const [index, { place }] of batch.entries()) tally.add(place, outcomes[index]!);
    if (isAnnounced) await announceBulk(deps, items, outcomes, new Date());
    batch = [];
    await setImmediate();
  };
  for await (const { place, item } of entries) {
    if (item instanceof Error) tally.add(place, item);
    else batch.push({ place, item });
    if (batch.length === bulkBatch) await flush();
  }
  await flush();
  return tally.report();
}

/** Some written and some not is 207: clients that look only at the status see the difference. */
function answer(report: BulkReport): HttpResponseInit {
  return json(report, { status: report.failed > 0 ? 207 : 200 });
}

async function* lines(request: HttpRequest, collection: string): AsyncGenerator<Entry> {
  for await (const { line, bytes } of splitLines(limited(request), { limit: bodyLimit })) {
    let id: string | undefined;
    const item = outcomeOf(() => {
      const value = parseItemLine(bytes, bodyLimit);
      id = idOf(value);
      return parseItem(value, collection);
    });
    yield { place: { line, ...(id === undefined ? {} : { id }) }, item };
  }
}

/** @throws {PayloadTooLargeError} */
async function* limited(request: HttpRequest): AsyncGenerator<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > bulkLinesLimit)
    throw new PayloadTooLargeError(bulkLinesLimit);
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > bulkLinesLimit) throw new PayloadTooLargeError(bulkLinesLimit);
    yield chunk;
  }
}

function* members(items: Readonly<Record<string, unknown>>, collection: string): Generator<Entry> {
  for (const [key, value] of Object.entries(items)) {
    const item = outcomeOf(() =>
      withinField(`items.${key}`, () => {
        const item = parseItem(value, collection);
        requireKey(key, item.id);
        return item;
      }),
    );
    yield { place: { id: key }, item };
  }
}

function outcomeOf(parse: () => Item): Entry['item'] {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidInputError || error instanceof PayloadTooLargeError) return error;
    throw error;
  }
}

/** @throws {InvalidInputError} naming each bad item's fields @throws {ConflictError} naming items that are there */
async function requireAllNew(deps: Use, collection: string, entries: readonly Entry[]): Promise<readonly Entry[]> {
  const bad = entries.flatMap(({ item }) => (item instanceof InvalidInputError ? [item] : []));
  if (bad.length > 0) throw allIssues(bad, namedProblems);
  const items = entries.flatMap(({ item }) => (item instanceof Error ? [] : [item]));
  const there = await alreadyThere(deps.catalog, items);
  if (there.length === 0) return entries;
  const more = there.length > 20 ? ` and ${there.length - 20} more` : '';
  throw new ConflictError(`${collection} has these items already: ${there.slice(0, 20).join(', ')}${more}`);
}
