import { footprint } from '../geo/footprint.ts';
import type { RasterBand, RasterHeader } from '../raster/raster-header.ts';
import type { BandFacts, RasterFacts } from './scene-file.ts';

/** Keeps of a header what items tell, as plain JSON. */
export function rasterFacts(header: RasterHeader): RasterFacts {
  const { crs, transform, dateTime } = header;
  const place = footprint(header);
  return {
    width: header.width,
    height: header.height,
    bands: header.bands.map(bandFacts),
    cloudOptimized: header.cloudOptimized,
    ...(crs
      ? {
          crs: {
            epsg: crs.epsg ?? null,
            definition: crs.definition,
            ...(crs.name === undefined ? {} : { name: crs.name }),
          },
        }
      : {}),
    ...(transform ? { transform } : {}),
    ...(place.geometry === undefined ? { footprintProblem: place.reason } : { footprint: place }),
    ...(dateTime === undefined ? {} : { dateTime }),
  };
}

function bandFacts(band: RasterBand): BandFacts {
  return {
    data_type: band.dtype,
    // Only where a sample doesn't fill its type does the number of bits say more than the type.
    ...(band.bits < typeBits(band.dtype) ? { bits_per_sample: band.bits } : {}),
    ...(band.nodata === undefined ? {} : { nodata: jsonNumber(band.nodata) }),
    ...(band.scale === undefined ? {} : { scale: band.scale }),
    ...(band.offset === undefined ? {} : { offset: band.offset }),
    ...(band.unit ? { unit: band.unit } : {}),
    ...(band.description ? { description: band.description } : {}),
  };
}

/** `uint16` → 16; a complex type counts both parts. */
function typeBits(type: string): number {
  const bits = Number(/\d+$/.exec(type)?.[0] ?? 0);
  return type.startsWith('c') ? 2 * bits : bits;
}

function jsonNumber(value: number): number | 'nan' | 'inf' | '-inf' {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return value;
}
