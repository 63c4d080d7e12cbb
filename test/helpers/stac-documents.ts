import type { Collection } from '../../lib/stac/collection.ts';
import type { Item, Link } from '../../lib/stac/item.ts';

/** What answers of the STAC API look like to tests. */
export interface Page {
  readonly features: readonly (Item & { readonly links: readonly Link[] })[];
  readonly links: readonly Link[];
  readonly numberReturned: number;
  readonly numberMatched?: number;
}

export function testCollection(id: string, more: Partial<Collection> = {}): Collection {
  return {
    type: 'Collection',
    stac_version: '1.0.0',
    id,
    description: `Scenes of ${id}`,
    license: 'proprietary',
    extent: { spatial: { bbox: [[-180, -90, 180, 90]] }, temporal: { interval: [['2024-01-01T00:00:00Z', null]] } },
    links: [],
    ...more,
  };
}

/** A square of a tenth of a degree at (longitude, latitude), on one day of January 2024. */
export function testItem(collection: string, id: string, day = 1, more: Partial<Item> = {}): Item {
  const [west, south, east, north] = [10, 50, 10.1, 50.1];
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    collection,
    geometry: { type: 'Polygon', coordinates: [ring] },
    bbox: [west, south, east, north],
    properties: { datetime: `2024-01-${String(day).padStart(2, '0')}T10:00:00Z`, 'eo:cloud_cover': day },
    links: [{ rel: 'license', href: 'https://example.com/licence' }],
    assets: { B04: { href: `https://acc.blob.core.windows.net/scenes/${id}.tif`, roles: ['data'] } },
    ...more,
  };
}

/** Link of a relation. */
export function linkOf(document: { readonly links: readonly Link[] }, rel: string): Link | undefined {
  return document.links.find((link) => link.rel === rel);
}
