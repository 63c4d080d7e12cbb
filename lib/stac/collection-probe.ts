import type { MultiPolygon } from 'geojson';
import { bboxPolygon, flatBbox, type Bbox2D } from '../geo/bbox.ts';
import { parseInstant } from '../search/instant.ts';
import type { TimeInterval } from '../search/search-request.ts';
import type { Collection } from './collection.ts';
import type { Item } from './item.ts';

/** A collection as if it were an item, so that filters and orders mean the same of both: its members are the properties,
 * its boxes the geometry, its first interval the time. */
export function collectionProbe(collection: Collection): Item {
  const { links: _links, ...members } = collection;
  const [from, to] = collection.extent.temporal.interval[0] ?? [];
  const geometry: MultiPolygon = {
    type: 'MultiPolygon',
    coordinates: collectionBoxes(collection).map((box) => bboxPolygon(box).coordinates),
  };
  return {
    type: 'Feature',
    stac_version: collection.stac_version,
    id: collection.id,
    collection: collection.id,
    geometry: geometry.coordinates.length === 0 ? null : geometry,
    // An open end goes on for ever.
    properties: {
      ...members,
      datetime: null,
      start_datetime: from ?? '0001-01-01T00:00:00Z',
      end_datetime: to ?? '9999-12-31T23:59:59Z',
    },
    links: [],
    assets: {},
  };
}

/** Degrees. Published collections have boxes with north and south swapped. */
export function collectionBoxes({ extent }: Pick<Collection, 'extent'>): readonly Bbox2D[] {
  return extent.spatial.bbox.map((box) => {
    const [west, south, east, north] = flatBbox(box);
    return [west, Math.min(south, north), east, Math.max(south, north)];
  });
}

/** Milliseconds since 1970; an open end is infinite. */
export function collectionIntervals({ extent }: Pick<Collection, 'extent'>): readonly TimeInterval[] {
  return extent.temporal.interval.map(([from, to]) => ({
    start: (from === null ? undefined : parseInstant(from, 'optional')?.first) ?? -Infinity,
    end: (to === null ? undefined : parseInstant(to, 'optional')?.last) ?? Infinity,
  }));
}

/** What free text looks into. */
export function collectionTexts(collection: Collection): readonly string[] {
  const { id, title, description, keywords, providers } = collection;
  const names = Array.isArray(providers) ? providers.map((provider: { readonly name?: unknown }) => provider.name) : [];
  return [id, title, description, ...(keywords ?? []), ...names].filter((text) => typeof text === 'string');
}
