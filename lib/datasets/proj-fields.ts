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
  return /^[A-Z_]+\s*\[/i.test(definition) ? { 'proj:epsg': null, 'proj:wkt2': definition } : { 'proj:epsg': null };
}

/** Splits fields of several rasters: what all have alike goes to the item, the rest stays with each. */
export function shareFields(each: readonly ProjFields[]): {
  readonly shared: ProjFields;
  readonly own: readonly ProjFields[];
} {
  const [first = {}, ...others] = each;
  const alike = Object.keys(first).filter((name) =>
    others.every((fields) => name in fields && JSON.stringify(fields[name]) === JSON.stringify(first[name])),
  );
  const pick = (fields: ProjFields, wanted: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => wanted(name)));
  return {
    shared: pick(first, (name) => alike.includes(name)),
    own: each.map((fields) => pick(fields, (name) => !alike.includes(name))),
  };
}
