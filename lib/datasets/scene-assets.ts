import type { Asset } from '../stac/item.ts';
import { landsatSensor, sentinel2Band, sentinel2Visual, type EoBand } from './eo-bands.ts';
import type { IngestRule } from './ingest-rule.ts';
import { fileMediaType, rasterMediaType } from './media-type.ts';
import type { ProjFields } from './proj-fields.ts';
import type { BandFacts, RasterFacts, SceneFile } from './scene-file.ts';

/** Gives every file an asset key of its own: of two files with one key, a raster goes before a picture of it, and the later path gets `-2`. */
export function keyedFiles(files: readonly SceneFile[]): (readonly [key: string, file: SceneFile])[] {
  const taken = new Map<string, number>();
  return files
    .toSorted((a, b) => Number(b.role === 'raster') - Number(a.role === 'raster') || (a.path < b.path ? -1 : 1))
    .map((file) => {
      const count = (taken.get(file.asset) ?? 0) + 1;
      taken.set(file.asset, count);
      return [count === 1 ? file.asset : `${file.asset}-${count}`, file];
    });
}

/** The asset of a raster. @param proj what of the projection extension is not the same for the whole item */
export function rasterAsset(
  rule: IngestRule,
  scene: string,
  file: SceneFile,
  raster: RasterFacts,
  proj: ProjFields,
): Asset {
  const bands = eoBands(rule, scene, file.asset, raster.bands.length);
  const resolution = metresPerPixel(raster);
  return {
    href: file.url,
    type: rasterMediaType(raster.cloudOptimized, raster.footprint !== undefined),
    roles: rasterRoles(file.asset),
    ...(bands.length === 0 ? {} : { 'eo:bands': bands }),
    'raster:bands': raster.bands.map((band: BandFacts) => ({
      ...band,
      ...(resolution === undefined ? {} : { spatial_resolution: resolution }),
    })),
    'file:size': file.size,
    ...proj,
  };
}

/** The asset of a picture or a metadata file. */
export function plainAsset(file: SceneFile): Asset {
  const type = fileMediaType(file.path);
  return {
    href: file.url,
    ...(type === undefined ? {} : { type }),
    roles: [file.role === 'preview' ? 'thumbnail' : 'metadata'],
    'file:size': file.size,
  };
}

function rasterRoles(asset: string): string[] {
  if (asset === 'visual') return ['visual'];
  if (asset === 'preview' || asset === 'overview') return ['overview'];
  return ['data'];
}

function eoBands(rule: IngestRule, scene: string, asset: string, count: number): readonly EoBand[] {
  if (rule.kind === 'sentinel-2-l2a' && asset.startsWith('visual') && count === 3) return sentinel2Visual;
  if (count !== 1) return [];
  const band = rule.kind === 'sentinel-2-l2a' ? sentinel2Band(asset) : landsatSensor(scene)?.band(asset);
  return band ? [band] : [];
}

/** Average pixel size, where the CRS counts in metres. */
function metresPerPixel({ crs, transform }: RasterFacts): number | undefined {
  if (
    !crs ||
    !transform ||
    /^GEOG|\+proj=(?:longlat|latlong|ob_tran)|\+to_meter=|\+units=(?!m\b)/i.test(crs.definition)
  )
    return undefined;
  const [a = 0, b = 0, , d = 0, e = 0] = transform;
  const size = Math.sqrt(Math.abs(a * e - b * d));
  return size > 0 ? Number(size.toPrecision(12)) : undefined;
}
