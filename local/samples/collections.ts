import type { Collection } from '../../lib/stac/collection.ts';

/** Collections of the demonstration. Each carries its ingest rules, as any collection that a user posts does. */

const anywhere = { spatial: { bbox: [[-180, -90, 180, 90]] }, temporal: { interval: [[null, null]] } } as const;

export const sentinel2: Collection = {
  type: 'Collection',
  stac_version: '1.0.0',
  id: 'sentinel-2-l2a',
  title: 'Sentinel-2 Level-2A',
  description: 'Surface reflectance with a scene classification, one folder of COGs a scene.',
  keywords: ['Sentinel', 'ESA', 'optical', 'reflectance'],
  license: 'proprietary',
  extent: anywhere,
  links: [],
  'revisit:ingest': [
    {
      kind: 'sentinel-2-l2a',
      container: 'sentinel-2-l2a',
      pattern: '{scene}/{asset}.{extension}',
      settleSeconds: 5,
    },
  ],
};

export const landsat: Collection = {
  type: 'Collection',
  stac_version: '1.0.0',
  id: 'landsat',
  title: 'Landsat',
  description: 'Landsat scenes, one file a band; the names say satellite, path and row, and date.',
  keywords: ['Landsat', 'USGS', 'optical'],
  license: 'proprietary',
  extent: anywhere,
  links: [],
  'revisit:ingest': [
    {
      kind: 'cog',
      container: 'landsat',
      pattern: '{scene}/{mission}_{level}_{pathrow}_{datetime}_{processed}_{collection}_{tier}_{asset}.{extension}',
      settleSeconds: 2,
    },
    {
      kind: 'cog',
      container: 'landsat',
      pattern: '{scene}/{mission}_{level}_{pathrow}_{datetime}_{asset}.{extension}',
      settleSeconds: 2,
    },
  ],
};

export const rasters: Collection = {
  type: 'Collection',
  stac_version: '1.0.0',
  id: 'rasters',
  title: 'Rasters',
  description: 'Any georeferenced TIFF, one file an item.',
  license: 'various',
  extent: anywhere,
  links: [],
  'revisit:ingest': [{ kind: 'cog', container: 'rasters', pattern: '**' }],
};
