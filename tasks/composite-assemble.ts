import { assembleComposite } from '../lib/jobs/assemble-composite.ts';
import { compositeMetadata } from '../lib/jobs/composite-metadata.ts';
import { invalid } from '../lib/errors.ts';
import { preview } from '../lib/raster/preview.ts';
import { requireOptions } from './task-arguments.ts';
import { hrefSource, readPlan, writeWhole } from './task-files.ts';

/** `composite-assemble --plan plan.json --tiles 'https://…/container/folder/?sas'`: puts finished tiles (`tile-0.tif`, …)
 * together and leaves the COG, its preview and its partial STAC item under the names that the plan gives.
 * The COG is written last: it is what announces the composite. */
export async function compositeAssemble(args: readonly string[]): Promise<void> {
  const options = requireOptions(args, ['plan', 'tiles']);
  const plan = await readPlan(options.plan);
  const tileHref = tilesUnder(options.tiles);
  const { chunks, preview: picture, facts } = await assembleComposite(plan, (tile) => hrefSource(tileHref(tile)));
  const metadata = Buffer.from(`${JSON.stringify(compositeMetadata(plan, facts), null, 2)}\n`);
  await writeWhole(plan.output.preview, [await preview(picture)]);
  await writeWhole(plan.output.metadata, [metadata]);
  const bytes = await writeWhole(plan.output.cog, chunks);
  console.log(
    JSON.stringify({ bytes, width: plan.grid.width, height: plan.grid.height, validPixels: facts.validPixels }),
  );
}

/** @param folder URL of the folder, with the query that lets it be read */
function tilesUnder(folder: string): (tile: number) => string {
  if (!URL.canParse(folder)) throw invalid('--tiles', 'is not a URL');
  const url = new URL(folder);
  return (tile) => {
    const one = new URL(url);
    one.pathname = `${url.pathname.replace(/\/?$/, '/')}tile-${tile}.tif`;
    return one.href;
  };
}
