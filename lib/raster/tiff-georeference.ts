import { crsFromGeoKeys } from '../geo/crs-from-geo-keys.ts';
import { CrsError, type Crs } from '../geo/crs.ts';
import { geoKey, keyNumber, parseGeoKeys } from '../geo/geo-keys.ts';
import type { Affine, Gcp } from './raster-header.ts';
import type { Directory } from './tiff-directory.ts';
import { tag } from './tiff-tags.ts';

export interface Georeference {
  readonly crs?: Crs;
  readonly crsProblem?: string;
  readonly transform?: Affine;
  readonly gcps: readonly Gcp[];
  readonly pixelIsPoint: boolean;
}

/** Where an image lies, by GDAL's rules: pixel scale with a tiepoint, else a transformation matrix, else tiepoints as GCPs;
 * with PixelIsPoint coordinates are moved to pixel corners. @see gdal frmts/gtiff/gtiffdataset_read.cpp LoadGeoreferencing */
export function georeference(directory: Directory): Georeference {
  const keys = parseGeoKeys(
    directory.numbers(tag.geoKeyDirectory),
    directory.numbers(tag.geoDoubleParams),
    directory.text(tag.geoAsciiParams) ?? '',
  );
  const pixelIsPoint = keyNumber(keys, geoKey.rasterType) === 2;
  const transform = affine(directory, pixelIsPoint);
  const base = {
    pixelIsPoint,
    gcps: transform ? [] : tiepoints(directory, pixelIsPoint),
    ...(transform ? { transform } : {}),
  };
  try {
    const crs = crsFromGeoKeys(keys);
    return crs ? { ...base, crs } : base;
  } catch (error) {
    if (!(error instanceof CrsError)) throw error;
    return { ...base, crsProblem: error.message };
  }
}

function affine(directory: Directory, pixelIsPoint: boolean): Affine | undefined {
  const corner = scaled(directory) ?? matrix(directory);
  if (!corner?.every(Number.isFinite)) return undefined;
  if (!pixelIsPoint) return corner;
  const [a, b, c, d, e, f] = corner;
  return [a, b, c - (a + b) / 2, d, e, f - (d + e) / 2];
}

function scaled(directory: Directory): Affine | undefined {
  const [scaleX = 0, scaleY = 0] = directory.numbers(tag.modelPixelScale);
  if (scaleX === 0 || scaleY === 0) return undefined;
  const tiepoint = directory.numbers(tag.modelTiepoint);
  // A negative scale is against the specification; GDAL takes it for south-up's sign.
  const stepY = scaleY < 0 ? scaleY : -scaleY;
  if (tiepoint.length < 6) return [scaleX, 0, 0, 0, stepY, 0];
  const [col = 0, row = 0, , x = 0, y = 0] = tiepoint;
  return [scaleX, 0, x - col * scaleX, 0, stepY, y - row * stepY];
}

function matrix(directory: Directory): Affine | undefined {
  const values = directory.numbers(tag.modelTransformation);
  if (values.length !== 16) return undefined;
  const [a = 0, b = 0, , c = 0, d = 0, e = 0, , f = 0] = values;
  return [a, b, c, d, e, f];
}

function tiepoints(directory: Directory, pixelIsPoint: boolean): Gcp[] {
  const values = directory.numbers(tag.modelTiepoint);
  const shift = pixelIsPoint ? 0.5 : 0;
  return Array.from({ length: Math.floor(values.length / 6) }, (_, index) => {
    const [col = 0, row = 0, , x = 0, y = 0, z = 0] = values.slice(index * 6, index * 6 + 6);
    return { col: col + shift, row: row + shift, x, y, z };
  });
}
