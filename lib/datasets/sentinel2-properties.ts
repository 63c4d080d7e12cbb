import type { SceneFile } from './scene-file.ts';
import { parseSentinel2Name } from './sentinel2-names.ts';

/** Properties of a Sentinel-2 scene: from the names of its folder and files, and from its metadata where that is there. */
export function sentinel2Properties(scene: string, files: readonly SceneFile[]): Readonly<Record<string, unknown>> {
  const names = [scene, ...files.flatMap((file) => file.path.split('/').toReversed())];
  const parsed = names.flatMap((name) => parseSentinel2Name(name) ?? []);
  const unit = parsed.find((name) => name.unit !== '')?.unit;
  const tile = parsed[0]?.tile ?? tileInNames(names);
  const from = <Key extends keyof (typeof parsed)[number]>(key: Key) =>
    parsed.find((name) => name[key] !== undefined)?.[key];
  const { granuleTime, productTime, ...metadata } = metadataOf(files);
  const time = granuleTime ?? productTime;
  return defined({
    datetime: time,
    platform: unit === undefined ? undefined : `sentinel-${unit.toLowerCase()}`,
    constellation: 'sentinel-2',
    instruments: ['msi'],
    gsd: 10,
    ...(tile === undefined ? {} : tileProperties(tile)),
    's2:product_type': productType(from('level')),
    's2:processing_baseline': from('baseline'),
    's2:product_uri': from('productUri'),
    'sat:relative_orbit': from('relativeOrbit'),
    ...metadata,
  });
}

/** Product and granule both tell percentages, the product's rounded: the granule has the last word. */
function metadataOf(files: readonly SceneFile[]): Readonly<Record<string, unknown>> {
  const contents = files.flatMap((file) => (file.role === 'metadata' && file.content ? [file.content] : []));
  const granulesLast = contents.toSorted((a, b) => Number('granuleTime' in a) - Number('granuleTime' in b));
  return Object.fromEntries(granulesLast.flatMap((content) => Object.entries(content)));
}

function tileInNames(names: readonly string[]): string | undefined {
  return names.flatMap((name) => /(?:^|_)T(\d{2}[C-HJ-NP-X][A-Z]{2})(?:_|\.|$)/.exec(name)?.[1] ?? [])[0];
}

function tileProperties(tile: string): Readonly<Record<string, unknown>> {
  return {
    'grid:code': `MGRS-${tile}`,
    'mgrs:utm_zone': Number(tile.slice(0, 2)),
    'mgrs:latitude_band': tile.slice(2, 3),
    'mgrs:grid_square': tile.slice(3),
    's2:mgrs_tile': tile,
  };
}

function productType(level: string | undefined): string | undefined {
  return level === undefined ? undefined : `S2MSI${level.slice(1)}`;
}

function defined(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
