import type { Asset } from '../stac/item.ts';

const schemas: Readonly<Record<string, string>> = {
  eo: 'https://stac-extensions.github.io/eo/v1.1.0/schema.json',
  file: 'https://stac-extensions.github.io/file/v2.1.0/schema.json',
  grid: 'https://stac-extensions.github.io/grid/v1.1.0/schema.json',
  mgrs: 'https://stac-extensions.github.io/mgrs/v1.0.0/schema.json',
  processing: 'https://stac-extensions.github.io/processing/v1.1.0/schema.json',
  proj: 'https://stac-extensions.github.io/projection/v1.1.0/schema.json',
  raster: 'https://stac-extensions.github.io/raster/v1.1.0/schema.json',
  s2: 'https://stac-extensions.github.io/sentinel-2/v1.0.0/schema.json',
  sat: 'https://stac-extensions.github.io/sat/v1.0.0/schema.json',
  view: 'https://stac-extensions.github.io/view/v1.0.0/schema.json',
};

/** The extensions whose fields are there, by their prefixes, and those that a sidecar names; in order, each once.
 * A sidecar that names another version of an extension has its way. */
export function stacExtensions(
  properties: Readonly<Record<string, unknown>>,
  assets: Readonly<Record<string, Asset>>,
  named: readonly string[],
): string[] {
  const fields = [...Object.keys(properties), ...Object.values(assets).flatMap((asset) => Object.keys(asset))];
  const prefixes = new Set(fields.map((field) => /^([a-z0-9]+):/.exec(field)?.[1] ?? ''));
  const used = [...prefixes].map((prefix) => schemas[prefix]).filter((schema) => schema !== undefined);
  const family = (schema: string) => schema.replace(/\/v[^/]+\/schema\.json$/, '');
  const taken = new Set(named.map(family));
  return [...new Set([...named, ...used.filter((schema) => !taken.has(family(schema)))])].toSorted();
}
