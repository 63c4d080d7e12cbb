import { projJson } from './projjson.ts';
import type { RasterFacts } from './scene-file.ts';

/** Fields of the projection extension 1.x, by name. */
export type ProjFields = Readonly<Record<string, unknown>>;

/** What a raster's header gives of the projection extension.
 * @see https://github.com/stac-extensions/projection/blob/v1.1.0/README.md */
export function projFields(raster: RasterFacts): ProjFields {
  const { crs, transform, footprint } = raster;
  return {
    ...(crs ? crsFields(crs) : {}),
    'proj:shape': [raster.height, raster.width],
    ...(transform ? { 'proj:transform': transform } : {}),
    ...(footprint?.projBbox ? { 'proj:bbox': footprint.projBbox } : {}),
    ...(footprint?.projGeometry ? { 'proj:geometry': footprint.projGeometry } : {}),
  };
}

/** A system without EPSG code has `proj:epsg` null and tells itself in full. */
function crsFields(crs: NonNullable<RasterFacts['crs']>): ProjFields {
  if (crs.epsg !== null) return { 'proj:epsg': crs.epsg };
  const { definition } = crs;
  if (definition.startsWith('{')) return { 'proj:epsg': null, 'proj:projjson': JSON.parse(definition) as unknown };
  if (/^[A-Z_]+\s*\[/i.test(definition)) return { 'proj:epsg': null, 'proj:wkt2': definition };
  const described = projJson(definition, crs.name);
  return described ? { 'proj:epsg': null, 'proj:projjson': described } : { 'proj:epsg': null };
}

/** Outlines nearly always agree within a scene, and fields of an asset win over the item's: the common one goes to the item. */
const byMajority = new Set(['proj:bbox', 'proj:geometry']);

/** Splits fields of several rasters: what all have alike goes to the item, the rest stays with each. */
export function shareFields(each: readonly ProjFields[]): {
  readonly shared: ProjFields;
  readonly own: readonly ProjFields[];
} {
  const names = Object.keys(each[0] ?? {}).filter((name) => each.every((fields) => name in fields));
  const shared: Record<string, unknown> = {};
  for (const name of names) {
    const { value, count } = mostCommon(each.map((fields) => fields[name]));
    if (count === each.length || (byMajority.has(name) && count > each.length / 2)) shared[name] = value;
  }
  return {
    shared,
    own: each.map((fields) =>
      Object.fromEntries(
        Object.entries(fields).filter(([name, value]) => !(name in shared) || !same(value, shared[name])),
      ),
    ),
  };
}

function mostCommon(values: readonly unknown[]): { readonly value: unknown; readonly count: number } {
  const counts = Map.groupBy(values, (value) => JSON.stringify(value));
  const [most = []] = [...counts.values()].toSorted((a, b) => b.length - a.length);
  return { value: most[0], count: most.length };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
