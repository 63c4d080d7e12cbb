import type { SortKey } from '../search/search-request.ts';

type Direction = SortKey['direction'];

/** The order that the indexes of both stores have: by time, then id, then collection. */
export interface TimeOrder {
  readonly time: Direction;
  readonly id: Direction;
  readonly collection: Direction;
}

/** @returns undefined when the search asks for any other order */
export function timeOrder(sortby: readonly SortKey[]): TimeOrder | undefined {
  const [first, second, third, ...more] = sortby.filter((key, at) => sortby.findIndex(sameField(key)) === at);
  if (first?.field !== 'datetime' || more.length > 0) return undefined;
  if ((second && second.field !== 'id') || (third && third.field !== 'collection')) return undefined;
  return { time: first.direction, id: second?.direction ?? 'asc', collection: third?.direction ?? 'asc' };
}

export function reversed({ time, id, collection }: TimeOrder): TimeOrder {
  return { time: opposite(time), id: opposite(id), collection: opposite(collection) };
}

function opposite(direction: Direction): Direction {
  return direction === 'asc' ? 'desc' : 'asc';
}

function sameField({ field }: SortKey): (key: SortKey) => boolean {
  return (key) => key.field === field;
}
