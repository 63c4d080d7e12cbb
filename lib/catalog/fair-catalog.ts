import { currentCaller } from '../http/caller.ts';
import type { FairShare } from '../http/fair-share.ts';
import type { Catalog } from './catalog.ts';

/** A catalog whose searches for HTTP callers take turns; the app's own are never refused. */
export function fairCatalog(catalog: Catalog, share: FairShare): Catalog {
  const fairly = <T>(work: () => Promise<T>): Promise<T> => {
    const caller = currentCaller();
    return caller === undefined ? work() : share.run(caller, work);
  };
  return {
    ...catalog,
    search: (request) => fairly(() => catalog.search(request)),
    count: (request) => fairly(() => catalog.count(request)),
    aggregate: (request, names, options) => fairly(() => catalog.aggregate(request, names, options)),
  };
}
