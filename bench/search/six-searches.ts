import { fourYears, randomNumbers, sentinel2Items, sentinel2Tiles } from '../sentinel2-items.ts';

/** A search as the API takes it; all parts of the bench, and the peer, answer the same ones. */
export type SearchBody = Readonly<Record<string, unknown>>;

export interface SearchKind {
  readonly name: string;
  /** Another one of its kind each time, from a fixed seed. */
  readonly next: () => SearchBody;
  /** Ask for this page of the answer, not the first. */
  readonly page?: number;
}

const aDay = 86_400_000;
const collection = 'sentinel-2-l2a';

/** The searches that people make: the rows of the figures. @param items in the archive */
export function sixSearches(items: number): readonly SearchKind[] {
  const random = randomNumbers(3);
  const tiles = sentinel2Tiles(items);
  const somewhere = () => tiles[Math.floor(random() * tiles.length)] ?? { west: 0, south: 0 };
  const page = { limit: 100, sortby: [{ field: 'datetime', direction: 'desc' }] };
  const cloud = (below: number) => ({
    'filter-lang': 'cql2-json',
    filter: { op: '<', args: [{ property: 'eo:cloud_cover' }, below] },
  });
  const ids = [...sentinel2Items(items).take(2000)].map(({ id }) => id);
  return [
    {
      name: 'small area, 4 years, cloud < 25, newest first',
      next: () => {
        const { west, south } = somewhere();
        const [x, y] = [round(west + random() * 0.8), round(south + random() * 0.8)];
        const bbox = [x, y, round(x + 0.2), round(y + 0.2)];
        return { ...page, bbox, datetime: interval(fourYears.start, fourYears.end), ...cloud(25) };
      },
    },
    {
      name: 'world, seven days',
      next: () => {
        const end = fourYears.end - Math.floor(random() * 1000) * aDay;
        return { ...page, datetime: interval(end - 7 * aDay, end) };
      },
    },
    {
      name: 'country polygon and one month',
      next: () => {
        const { west, south } = somewhere();
        const start = fourYears.start + Math.floor((random() * (fourYears.end - fourYears.start)) / aDay - 31) * aDay;
        return { ...page, intersects: country(west, south), datetime: interval(start, start + 31 * aDay) };
      },
    },
    {
      name: '10 ids',
      next: () => ({ ...page, ids: Array.from({ length: 10 }, () => ids[Math.floor(random() * ids.length)]) }),
    },
    {
      name: 'cloud < 1 in a collection',
      next: () => {
        const end = fourYears.end - Math.floor(random() * 700) * aDay;
        return { ...page, collections: [collection], datetime: interval(fourYears.start, end), ...cloud(1) };
      },
    },
    {
      name: 'page 50 of a long result',
      page: 50,
      next: () => {
        const end = fourYears.end - Math.floor(random() * 700) * aDay;
        return { ...page, collections: [collection], datetime: interval(fourYears.start, end) };
      },
    },
  ];
}

function interval(start: number, end: number): string {
  return `${new Date(start).toISOString()}/${new Date(end).toISOString()}`;
}

/** A polygon of 60 vertices, some six degrees across. */
function country(west: number, south: number): SearchBody {
  const ring = Array.from({ length: 60 }, (_, n) => {
    const [angle, radius] = [(n / 60) * 2 * Math.PI, 3 + Math.sin(n * 1.7) * 0.8];
    return [
      round(west + radius * Math.cos(angle)),
      round(Math.max(-90, Math.min(90, south + radius * Math.sin(angle)))),
    ];
  });
  return { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
}

function round(degrees: number): number {
  return Number(degrees.toFixed(5));
}
