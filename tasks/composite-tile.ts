import { invalid } from '../lib/errors.ts';
import { composeTile } from '../lib/jobs/compose-tile.ts';
import { compositeCog, tileLevels } from '../lib/jobs/composite-cog.ts';
import { sceneRasters } from '../lib/jobs/scene-rasters.ts';
import { tileMetadata } from '../lib/jobs/tile-facts.ts';
import { tileCount } from '../lib/jobs/tile-grid.ts';
import { encodePyramid } from '../lib/raster/cog-pyramid.ts';
import { cogChunks } from '../lib/raster/cog-writer.ts';
import { requireOptions } from './task-arguments.ts';
import { hrefSource, readPlan, writeWhole } from './task-files.ts';

/** `composite-tile --plan plan.json --tile 7 --out tile-7.tif`: computes one tile of a composite from its scenes and leaves
 * it as a GeoTIFF, compressed and with overviews, ready to be put together with its neighbours. */
export async function compositeTile(args: readonly string[]): Promise<void> {
  const options = requireOptions(args, ['plan', 'tile', 'out']);
  const plan = await readPlan(options.plan);
  const tile = Number(options.tile);
  if (!/^\d+$/.test(options.tile) || tile >= tileCount(plan)) {
    throw invalid('tile', `there is no tile ${options.tile}: the plan has ${tileCount(plan)}`);
  }
  const cog = compositeCog(plan);
  const composed = await composeTile(plan, tile, sceneRasters(hrefSource));
  const spec = { ...cog.tileSpec(tile), metadata: tileMetadata(composed.facts) };
  const { levels } = await encodePyramid(spec, tileLevels(cog, spec), composed.bands);
  const bytes = await writeWhole(options.out, cogChunks(spec, levels));
  console.log(JSON.stringify({ tile, bytes, validPixels: composed.facts.validPixels }));
}
