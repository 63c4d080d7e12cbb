import type { Geometry } from 'geojson';
import type { Item } from '../../../lib/stac/item.ts';

/** An item of a made collection; whatever a test is about is given. */
export function anItem(
  given: { id?: string; collection?: string; geometry?: Geometry | null; properties?: Record<string, unknown> } = {},
): Item {
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id: given.id ?? 'scene-1',
    collection: given.collection ?? 'sentinel-2-l2a',
    geometry: given.geometry === undefined ? { type: 'Point', coordinates: [10, 50] } : given.geometry,
    properties: { datetime: '2024-06-01T10:00:00Z', ...given.properties },
    links: [],
    assets: { B04: { href: 'https://example.com/B04.tif', 'eo:bands': [{ name: 'B04' }] } },
  };
}
