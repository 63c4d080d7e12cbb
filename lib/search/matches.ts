import { bboxPolygon } from '../geo/bbox.ts';
import { prepareIntersects } from '../geo/intersects.ts';
import type { Item } from '../stac/item.ts';
import { intervalsIntersect, itemInterval } from './datetime.ts';
import { compileFilter } from './evaluate.ts';
import type { SearchRequest } from './search-request.ts';

/** What decides whether an item is found; order and paging don't. */
export type SearchCriteria = Pick<SearchRequest, 'collections' | 'ids' | 'bbox' | 'intersects' | 'datetime' | 'filter'>;

/** Compiles a search into a test of one item: what the catalog's stores must answer, and what subscriptions are matched
 * by. Items without geometry are never inside an area, items without a time never inside an interval. */
export function compileSearch(search: SearchCriteria): (item: Item) => boolean {
  const tests: ((item: Item) => boolean)[] = [];
  const { collections, ids, datetime } = search;
  if (collections) {
    const wanted = new Set(collections);
    tests.push((item) => wanted.has(item.collection));
  }
  if (ids) {
    const wanted = new Set(ids);
    tests.push((item) => wanted.has(item.id));
  }
  if (datetime) {
    tests.push((item) => {
      const interval = itemInterval(item);
      return interval !== undefined && intervalsIntersect(interval, datetime);
    });
  }
  for (const area of [search.bbox && bboxPolygon(search.bbox), search.intersects]) {
    if (!area) continue;
    const meets = prepareIntersects(area);
    tests.push((item) => item.geometry !== null && meets(item.geometry));
  }
  if (search.filter) tests.push(compileFilter(search.filter));
  return (item) => tests.every((test) => test(item));
}
