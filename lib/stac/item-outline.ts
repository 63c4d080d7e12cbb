import type { Position } from 'geojson';
import { geometryBbox, unwrapBbox } from '../geo/bbox.ts';
import { instantOfValue } from '../search/datetime.ts';
import { propertyReader } from '../search/item-property.ts';
import { sortValue } from '../search/sort-items.ts';
import type { Item } from './item.ts';

/** What most aggregations need to know of an item. */
export interface ItemOutline {
  readonly collection: string;
  /** When it was taken, or began to be; milliseconds since 1970. */
  readonly time: number | undefined;
  /** Percent. */
  readonly cloudCover: number | undefined;
  /** The cell of a grid that holds the middle of its box; undefined without a geometry.
   * @param of what cell holds a place, [longitude, latitude] in degrees; cells are upright rectangles */
  cell(of: (centre: Position) => string): string | undefined;
}

export function itemOutline(item: Item): ItemOutline {
  const cloudCover = readCloudCover(item);
  return {
    collection: item.collection,
    time: timeOf(item),
    cloudCover: typeof cloudCover === 'number' ? cloudCover : undefined,
    cell: (of) => {
      const centre = centreOf(item);
      return centre && of(centre);
    },
  };
}

const readCloudCover = propertyReader('eo:cloud_cover');
const readTime = sortValue('datetime');

/** When an item was taken, or began to be; milliseconds since 1970. */
export function timeOf(item: Item): number | undefined {
  return instantOfValue(readTime(item))?.first;
}

/** The middle of an item's box. */
function centreOf({ geometry }: Item): Position | undefined {
  const box = geometry && geometryBbox(geometry);
  if (!box) return undefined;
  const [west, south, east, north] = unwrapBbox(box);
  const longitude = (west + east) / 2;
  return [longitude > 180 ? longitude - 360 : longitude, (south + north) / 2];
}
