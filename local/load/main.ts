import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCollection } from '../../lib/stac/parse-collection.ts';
import { markPlayed } from '../home.ts';
import { apiTarget } from './api-target.ts';
import { readAhead, readBatches } from './batches.ts';
import { catalogTarget } from './catalog-target.ts';
import { load } from './load.ts';
import { openSource } from './open-source.ts';
import { parseLoadOptions, type LoadOptions } from './options.ts';
import { progressFile } from './progress-file.ts';
import { items, progressLine } from './show-progress.ts';
import type { Target } from './target.ts';

/** `npm run load`. */
try {
  process.exitCode = await main(parseLoadOptions(process.argv.slice(2), process.env));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(options: LoadOptions): Promise<number> {
  const began = Date.now();
  const collection = options.collectionFile === undefined ? undefined : readCollection(options.collectionFile);
  const source = await openSource(options.source);
  const catalog = join(options.home, 'catalog.sqlite');
  const key = { source: options.source, target: options.to ?? catalog, collection: options.collection };
  const progress = progressFile(options.home, key);
  const found = progress.read();
  const resume = options.resume ? found : undefined;
  const line = progressLine(process.stderr, source.total, resume);
  if (options.resume && !found) line.say('There is nothing to resume: loading from the beginning.');
  if (!options.resume && found) line.say('An earlier load was broken off; --resume would have gone on from there.');
  process.once('SIGINT', () => {
    line.say('Broken off; --resume goes on from here.');
    process.exit(130);
  });
  const target = options.to === undefined ? await localTarget(options.home, catalog) : apiTarget(options.to, options);
  try {
    const done = await load({
      source: options.source,
      target,
      progress,
      resume,
      rejected: options.rejected,
      collection,
      batches: (from) => readAhead(readBatches(source, from, options.collection ?? collection?.id)),
      say: line.say,
      show: line.show,
    });
    const seconds = (Date.now() - began) / 1000;
    const rate = Math.round((items(done) - (resume ? items(resume) : 0)) / seconds);
    const { created, updated, unchanged, rejected } = done;
    const rejectedFile = rejected > 0 ? { rejectedFile: options.rejected } : {};
    const summary = { items: items(done), created, updated, unchanged, rejected, ...rejectedFile };
    line.say(
      `${summary.items} items into ${target.name}: ${created} created, ${updated} updated, ${unchanged} unchanged, ` +
        `${rejected} rejected${rejected > 0 ? ` (${options.rejected})` : ''}, ${seconds.toFixed(1)} s, ${rate}/s`,
    );
    if (options.json) process.stdout.write(`${JSON.stringify({ ...summary, seconds, itemsPerSecond: rate })}\n`);
    return rejected > 0 ? 1 : 0;
  } finally {
    await target.close();
  }
}

/** Whoever has loaded an archive wants to see that, not the demonstration among it. */
async function localTarget(home: string, catalog: string): Promise<Target> {
  const target = catalogTarget(catalog);
  await markPlayed(home);
  return target;
}

/** @throws {Error} naming the file and what is wrong in it */
function readCollection(path: string) {
  try {
    return parseCollection(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}
