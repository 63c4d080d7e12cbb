import { bboxPolygon } from '../geo/bbox.ts';
import type { SearchCriteria } from '../search/matches.ts';
import { decideArea } from './decide-area.ts';
import { decideFilter } from './decide-filter.ts';
import { decideInterval } from './decide-time.ts';
import { both, undecided, type Decision } from './decision.ts';

/** What the index says of a search. Its collections are left to the store, which knows them by ranges of its index.
 * Holds against `compileSearch`: what is sure matches, what matches is possible.
 * @param search whose filter `compileSearch` takes */
export function decideSearch({ ids, bbox, intersects, datetime, filter }: SearchCriteria): Decision {
  return both([
    ...(ids ? [undecided] : []),
    ...(datetime ? [decideInterval(datetime)] : []),
    ...(bbox ? [decideArea(bboxPolygon(bbox))] : []),
    ...(intersects ? [decideArea(intersects)] : []),
    ...(filter ? [decideFilter(filter)] : []),
  ]);
}
