import type { Asset, Item } from '../lib/stac/item.ts';

/** Deterministic numbers in [0, 1). @see mulberry32 */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Tile {
  readonly name: string;
  readonly west: number;
  readonly south: number;
}

const datesPerTile = 441;
export const fourYears = { start: Date.UTC(2020, 0, 1), end: Date.UTC(2024, 0, 1) };

/** Tiles of 1.1° in blocks of ten by ten, so that a small archive is as dense as a large one; one block crosses ±180°. */
export function sentinel2Tiles(items: number): readonly Tile[] {
  const random = randomNumbers(7);
  const tiles: Tile[] = [];
  const wanted = Math.max(1, Math.round(items / datesPerTile));
  for (let block = 0; tiles.length < wanted; block++) {
    const west = block === 0 ? 175 : Math.floor(random() * 36) * 10 - 180;
    const south = block === 0 ? -20 : Math.floor(random() * 13) * 10 - 60;
    for (let at = 0; at < 100 && tiles.length < wanted; at++) {
      const [x, y] = [west + (at % 10), south + Math.floor(at / 10)];
      tiles.push({
        name: `${String(block).padStart(2, '0')}${'CDEFGHJKLM'[at % 10]}${at}`,
        west: x >= 180 ? x - 360 : x,
        south: y,
      });
    }
  }
  return tiles;
}

/** Items like those of Sentinel-2 L2A in the Planetary Computer: 9 KB of JSON, five days apart, every third a partial
 * swath, in the order of their time. */
export function* sentinel2Items(count: number): Generator<Item> {
  const tiles = sentinel2Tiles(count);
  const random = randomNumbers(11);
  const step = (fourYears.end - fourYears.start) / Math.ceil(count / tiles.length);
  for (let n = 0; n < count; n++) {
    const tile = tiles[n % tiles.length]!;
    const time = fourYears.start + (Math.floor(n / tiles.length) + (n % tiles.length) / tiles.length) * step;
    yield sentinel2Item(tile, time, random);
  }
}

const bands = 'AOT B01 B02 B03 B04 B05 B06 B07 B08 B09 B11 B12 B8A SCL WVP visual'.split(' ');

function sentinel2Item(tile: Tile, time: number, random: () => number): Item {
  const datetime = new Date(Math.round(time)).toISOString();
  const stamp = datetime.slice(0, 19).replaceAll(/[-:]/g, '');
  const orbit = Math.floor(random() * 143);
  const id = `S2A_MSIL2A_${stamp}_R${String(orbit).padStart(3, '0')}_T${tile.name}_${stamp}`;
  const cut = random() < 0.33 ? 0.2 + 0.6 * random() : 1;
  const [west, south, east, north] = [tile.west, tile.south, tile.west + 1.1 * cut, tile.south + 1];
  const ring = [
    [west, south],
    [east, south],
    [east - 0.05 * cut, north],
    [west, north],
    [west, south],
  ];
  const folder = `https://sentinel2l2a01.blob.core.windows.net/sentinel2-l2/${tile.name}/${datetime.slice(0, 10)}/${id}.SAFE/GRANULE/L2A_T${tile.name}_${stamp}/IMG_DATA`;
  const percent = () => Number((100 * random()).toFixed(6));
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    stac_extensions: ['eo', 'sat', 'projection'].map(
      (x) => `https://stac-extensions.github.io/${x}/v1.0.0/schema.json`,
    ),
    id,
    collection: 'sentinel-2-l2a',
    geometry: { type: 'Polygon', coordinates: [ring] },
    bbox: [west, south, east > 180 ? east - 360 : east, north],
    properties: {
      datetime,
      platform: 'Sentinel-2A',
      constellation: 'Sentinel 2',
      instruments: ['msi'],
      'proj:epsg': 32_601 + (orbit % 60),
      's2:mgrs_tile': tile.name,
      's2:granule_id': `S2A_OPER_MSI_L2A_TL_ESRI_${stamp}_A0${10_000 + orbit}_T${tile.name}_N02.12`,
      's2:product_uri': `${id}.SAFE`,
      's2:datatake_id': `GS2A_${stamp}_0${10_000 + orbit}_N02.12`,
      's2:datastrip_id': `S2A_OPER_MSI_L2A_DS_ESRI_${stamp}_S${stamp}_N02.12`,
      's2:product_type': 'S2MSI2A',
      's2:generation_time': datetime,
      's2:processing_baseline': '02.12',
      'sat:relative_orbit': orbit,
      'sat:orbit_state': 'descending',
      'eo:cloud_cover': percent(),
      's2:mean_solar_zenith': 20 + 50 * random(),
      's2:mean_solar_azimuth': 100 + 80 * random(),
      's2:water_percentage': percent(),
      's2:snow_ice_percentage': percent(),
      's2:vegetation_percentage': percent(),
      's2:nodata_pixel_percentage': Number((100 * (1 - cut)).toFixed(6)),
      's2:not_vegetated_percentage': percent(),
      's2:dark_features_percentage': percent(),
    },
    links: [{ rel: 'license', href: 'https://sentinel.esa.int/documents/247904/690755/Sentinel_Data_Legal_Notice' }],
    assets: Object.fromEntries(bands.map((band) => [band, bandAsset(folder, tile, stamp, band)])),
  };
}

/** What the assets of all items have in common, as their collection tells it. */
export function sentinel2ItemAssets() {
  return Object.fromEntries(bands.map((band) => [band, bandInCommon(band)]));
}

function bandInCommon(band: string) {
  return {
    type: 'image/tiff; application=geotiff; profile=cloud-optimized',
    title: `Band ${band} - 10m`,
    roles: ['data'],
    gsd: 10,
    'eo:bands': [{ name: band, description: `Band ${band}`, center_wavelength: 0.49, full_width_half_max: 0.098 }],
  };
}

function bandAsset(folder: string, tile: Tile, stamp: string, band: string): Asset {
  const left = Math.round(500_000 + tile.west * 100);
  return {
    href: `${folder}/R10m/T${tile.name}_${stamp}_${band}_10m.tif`,
    ...bandInCommon(band),
    'proj:shape': [10_980, 10_980],
    'proj:bbox': [left, 6_690_240, left + 109_800, 6_800_040],
    'proj:transform': [10, 0, left, 0, -10, 6_800_040],
  };
}
