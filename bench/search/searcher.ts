import { byteSink } from '../../lib/catalog/byte-sink.ts';
import type { Catalog } from '../../lib/catalog/catalog.ts';
import { packPage } from '../../lib/catalog/packed-page.ts';
import { parseSearchPost } from '../../lib/search/parse-search.ts';
import type { SearchBody } from './six-searches.ts';

/** One page as either side of a comparison gives it. */
export interface FoundPage {
  /** From the body to the whole page as JSON text. */
  readonly milliseconds: number;
  readonly ids: readonly string[];
  /** Asks for the page after it; absent after the last. */
  readonly token: string | undefined;
}

export type Searcher = (body: SearchBody, token?: string) => Promise<FoundPage>;

/** The catalog in this process: it reads the body and makes the UTF-8 of all items, as the app's reading threads do. */
export function catalogSearcher(catalog: Catalog): Searcher {
  const sink = byteSink();
  return async (body, token) => {
    const began = performance.now();
    const { request } = parseSearchPost(body);
    const page = await catalog.search(token === undefined ? request : { ...request, token });
    packPage(page, sink);
    const milliseconds = performance.now() - began;
    page.release?.();
    return { milliseconds, ids: page.items.map(({ id }) => id), token: page.next };
  };
}
