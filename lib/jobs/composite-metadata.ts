import { parseCrs } from '../geo/crs.ts';
import { stacStatistics } from './band-statistics.ts';
import type { CompositePlan } from './composite-plan.ts';
import type { TileFacts } from './tile-facts.ts';

/** Completes the plan's partial STAC item with what only the pixels tell; ingest reads it beside the COG. */
export function compositeMetadata(plan: CompositePlan, facts: TileFacts): Record<string, unknown> {
  const { grid, output } = plan;
  const pixels = grid.width * grid.height;
  const crs = parseCrs(grid.crs);
  const partial = output.partialItem;
  const asset = output.cog.replace(/\.[^.]*$/, '');
  const assets = record(partial['assets']);
  const { observations, validPixels } = facts;
  return {
    ...partial,
    properties: {
      ...record(partial['properties']),
      'proj:epsg': crs.epsg ?? null,
      'proj:shape': [grid.height, grid.width],
      'proj:transform': grid.transform,
      'revisit:valid_pixels': validPixels,
      'revisit:valid_percent': Math.floor((validPixels / pixels) * 10_000) / 100,
      'revisit:observations': {
        minimum: observations.minimum,
        maximum: observations.maximum,
        mean: validPixels === 0 ? 0 : Math.round((observations.sum / validPixels) * 100) / 100,
      },
    },
    assets: {
      ...assets,
      [asset]: {
        ...record(assets[asset]),
        'raster:bands': plan.bands.map((band, index) => ({
          name: band.asset,
          data_type: band.dtype,
          nodata: Number.isNaN(plan.nodata) ? 'nan' : plan.nodata,
          ...(facts.bands[index] ? { statistics: stacStatistics(facts.bands[index], pixels) } : {}),
        })),
      },
    },
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
