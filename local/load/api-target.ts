import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { inParallel } from '../../lib/jobs/in-parallel.ts';
import { namedProblems } from '../../lib/stac/bulk-report.ts';
import type { Item } from '../../lib/stac/item.ts';
import { mediaTypes } from '../../lib/stac/media-types.ts';
import type { Target, Written } from './target.ts';

export interface ApiOptions {
  /** Tell subscriptions of each item. */
  readonly announce: boolean;
  /** Function key. */
  readonly key?: string | undefined;
}

/** A STAC API that takes `bulk_items`, anywhere.
 * @param root landing page of the STAC API */
export function apiTarget(root: string, { announce, key }: ApiOptions): Target {
  const headers = key === undefined ? {} : { 'x-functions-key': key };
  const at = (id: string) => `${root}/collections/${encodeURIComponent(id)}`;
  const send = (method: string, url: string, type: string, body: string, alsoFine: readonly number[] = []) =>
    ask(url, { method, headers: { ...headers, 'content-type': type }, body }, alsoFine);
  return {
    name: root,
    hasCollection: async (id) => (await ask(at(id), { headers }, [404])).status === 200,
    makeCollection: async (collection) =>
      void (await send('POST', `${root}/collections`, mediaTypes.json, JSON.stringify(collection), [409])),
    setExtent: async (id, extent) =>
      void (await send('PATCH', at(id), mediaTypes.json, JSON.stringify({ extent }), [404])),
    put: async (items) => {
      const total = { created: 0, updated: 0, unchanged: 0, refused: [] as Written['refused'][number][] };
      // The writes of one item stay in their order.
      const isDistinct = new Set(items.map(({ collection, id }) => `${collection}/${id}`)).size === items.length;
      await inParallel(pieces(items), isDistinct ? requestsAtOnce : 1, async ({ collection, indices }) => {
        const body = indices.map((index) => `${JSON.stringify(items[index])}\n`).join('');
        const url = `${at(collection)}/bulk_items?method=upsert&announce=${announce}`;
        const report = await readReport(await send('POST', url, mediaTypes.lines, body), indices.length);
        for (const name of ['created', 'updated', 'unchanged'] as const) total[name] += report[name];
        for (const { line, detail } of report.problems)
          total.refused.push({ index: indices[line - 1]!, reason: detail });
      });
      return { ...total, refused: total.refused.toSorted((a, b) => a.index - b.index) };
    },
    close: async () => undefined,
  };
}

const requestsAtOnce = 2;

const count = z.int().nonnegative();
const reportSchema = z.object({
  created: count,
  updated: count,
  unchanged: count,
  problems: z.array(z.object({ line: z.int().positive(), detail: z.string() })),
});

/** The answer to so many lines. @throws {Error} when it doesn't tell what became of each */
async function readReport(answer: Response, lines: number): Promise<z.infer<typeof reportSchema>> {
  const text = await answer.text();
  const wrong = `${answer.url}: not the answer of a bulk write of ${lines} items: ${text.slice(0, 200)}`;
  try {
    const { created, updated, unchanged, problems } = reportSchema.parse(JSON.parse(text));
    const told = created + updated + unchanged + problems.length;
    if (told === lines && problems.every(({ line }) => line <= lines)) return { created, updated, unchanged, problems };
  } catch (cause) {
    throw new Error(wrong, { cause });
  }
  throw new Error(wrong);
}

/** Pieces of one collection each, so small that the answer names every problem. */
function pieces(items: readonly Item[]): { readonly collection: string; readonly indices: readonly number[] }[] {
  const byCollection = Map.groupBy(items.keys(), (index) => items[index]!.collection);
  return [...byCollection].flatMap(([collection, indices]) =>
    Array.from({ length: Math.ceil(indices.length / namedProblems) }, (_, piece) => ({
      collection,
      indices: indices.slice(piece * namedProblems, (piece + 1) * namedProblems),
    })),
  );
}

const attempts = 6;

/** Asks again when the service is busy or doesn't answer: every request may come twice.
 * @param alsoFine answers that are no errors
 * @throws {Error} with what the service says */
async function ask(url: string, init: RequestInit, alsoFine: readonly number[] = []): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    // A redirection would make another request of a POST.
    const answer = await fetch(url, { ...init, redirect: 'manual' }).catch((error: Error) => error);
    if (!(answer instanceof Error)) {
      if (answer.ok || alsoFine.includes(answer.status)) return answer;
      if (![429, 500, 502, 503, 504].includes(answer.status) || attempt === attempts) {
        const told = answer.headers.get('location') ?? (await answer.text());
        throw new Error(`${init.method ?? 'GET'} ${url}: ${answer.status} ${told}`);
      }
      await answer.body?.cancel();
      await setTimeout(Math.max(500 * 2 ** (attempt - 1), retryAfter(answer, Date.now())));
    } else {
      if (attempt === attempts) throw new Error(`${url}: ${reasonOf(answer)}`, { cause: answer });
      await setTimeout(250 * 2 ** attempt);
    }
  }
}

/** Milliseconds that a service asks to wait for; seconds or a date. */
export function retryAfter({ headers }: Pick<Response, 'headers'>, now: number): number {
  const text = headers.get('retry-after') ?? '0';
  const wait = /^\d+$/.test(text) ? 1000 * Number(text) : Date.parse(text) - now;
  return Number.isNaN(wait) ? 0 : Math.min(Math.max(wait, 0), longestWait);
}

const longestWait = 10 * 60_000;

function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
