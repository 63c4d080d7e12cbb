import type { Asset, Item, Link } from '../stac/item.ts';
import { landsatSensor } from './eo-bands.ts';
import type { IngestRule } from './ingest-rule.ts';
import { itemDatetime } from './item-datetime.ts';
import { projFields, shareFields } from './proj-fields.ts';
import { keyedFiles, plainAsset, rasterAsset } from './scene-assets.ts';
import type { RasterFacts, SceneFile } from './scene-file.ts';
import { sceneFootprint } from './scene-footprint.ts';
import { sentinel2Properties } from './sentinel2-properties.ts';
import type { Sidecar } from './sidecar.ts';
import { stacExtensions } from './stac-extensions.ts';

/** Makes the item of a scene from its files: the same files give the same item, whatever order they came in.
 * @returns undefined without a single raster */
export function assembleItem(
  collection: string,
  rule: IngestRule,
  scene: string,
  files: readonly SceneFile[],
): Item | undefined {
  const keyed = keyedFiles(files.filter((file) => file.present));
  const rasters = keyed.flatMap(([key, file]) => (file.raster ? [{ key, file, raster: file.raster }] : []));
  if (rasters.length === 0) return undefined;
  const proj = shareFields(rasters.map(({ raster }) => projFields(raster)));
  const sidecar = keyed.find(([, file]) => file.role === 'sidecar')?.[1].content as Sidecar | undefined;
  const assets: Record<string, Asset> = {};
  for (const [index, { key, file, raster }] of rasters.entries()) {
    assets[key] = withSidecar(rasterAsset(rule, scene, file, raster, proj.own[index] ?? {}), sidecar?.assets[key]);
  }
  for (const [key, file] of keyed) {
    if (file.role === 'preview' || file.role === 'metadata') {
      assets[key] = withSidecar(plainAsset(file), sidecar?.assets[key]);
    }
  }
  const place = sceneFootprint(rasters.map(({ raster }) => raster));
  const properties = {
    ...(sidecar && 'datetime' in sidecar.properties
      ? {}
      : itemDatetime(
          scene,
          rasters.map(({ file }) => file),
        )),
    ...(rule.kind === 'sentinel-2-l2a'
      ? sentinel2Properties(
          scene,
          keyed.map(([, file]) => file),
        )
      : landsatProperties(scene)),
    ...sidecar?.properties,
    ...proj.shared,
    ...(place ? {} : { 'revisit:no_footprint': problemOf(rasters.map(({ raster }) => raster)) }),
  };
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    stac_extensions: stacExtensions(properties, assets, sidecar?.stac_extensions ?? []),
    id: scene,
    collection,
    geometry: place?.geometry ?? null,
    ...(place ? { bbox: place.bbox } : {}),
    properties: properties as Item['properties'],
    links: sidecarLinks(sidecar),
    assets,
  };
}

function landsatProperties(scene: string): Readonly<Record<string, unknown>> {
  const sensor = landsatSensor(scene);
  return sensor ? { platform: sensor.platform, constellation: 'landsat', instruments: sensor.instruments } : {};
}

/** A sidecar has its say on titles, descriptions and roles and adds to the rest; what the file itself told stays. */
function withSidecar(asset: Asset, more: Readonly<Record<string, unknown>> | undefined): Asset {
  if (!more) return asset;
  const { title, description, roles } = more;
  const bands = mergeBands(more['raster:bands'], asset['raster:bands']);
  return {
    ...more,
    ...asset,
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(Array.isArray(roles) ? { roles: roles.filter((role) => typeof role === 'string') } : {}),
    ...(bands ? { 'raster:bands': bands } : {}),
  };
}

/** Statistics and units of a sidecar beside the types of the header, band by band. */
function mergeBands(more: unknown, own: unknown): unknown[] | undefined {
  if (!Array.isArray(more) || !Array.isArray(own)) return undefined;
  return own.map((band: unknown, index) => Object.assign({}, more[index], band));
}

/** Links that the API makes itself are left out. */
function sidecarLinks(sidecar: Sidecar | undefined): Link[] {
  const made = new Set(['self', 'root', 'parent', 'collection']);
  return (sidecar?.links ?? []).filter((link) => !made.has(link.rel));
}

function problemOf(rasters: readonly RasterFacts[]): string {
  return rasters.find((raster) => raster.footprintProblem !== undefined)?.footprintProblem ?? 'unknown';
}
