import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What `npm run load` was asked for. */
export interface LoadOptions {
  /** A file, or a folder of items. */
  readonly source: string;
  /** Of items that name none. */
  readonly collection?: string | undefined;
  readonly collectionFile?: string | undefined;
  /** Landing page of a STAC API; the local catalog when absent. */
  readonly to?: string | undefined;
  readonly announce: boolean;
  readonly resume: boolean;
  readonly json: boolean;
  readonly rejected: string;
  readonly home: string;
  /** Function key for `to`. */
  readonly key?: string | undefined;
}

export const usage = `npm run load -- FILE             load an archive of STAC items: .ndjson .jsonl .geojsonl .json .geojson .parquet
npm run load -- FOLDER           every .json under it, one item each
  --collection ID                of items that name none
  --collection-file FILE         made when the collection isn't there; a minimal one otherwise
  --to URL                       a STAC API (…/api/stac/v1) with its key in REVISIT_KEY; without it the local catalog,
                                 whether the stack runs or not
  --announce                     tell subscriptions of each item; with --to only
  --resume                       go on where a load of this file was broken off
  --rejected FILE                where items go that can't be written (FILE.rejected.ndjson)
  --json                         the summary as JSON on standard output
REVISIT_HOME (.revisit) says where the local catalog is. The exit code is 1 when items were rejected.`;

/** @throws {Error} with what to correct */
export function parseLoadOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): LoadOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      collection: { type: 'string' },
      'collection-file': { type: 'string' },
      to: { type: 'string' },
      announce: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      rejected: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const [given, ...more] = positionals;
  if (values.help || given === undefined || more.length > 0) throw new Error(usage);
  const { to, announce, collection, 'collection-file': collectionFile } = values;
  if (announce && to === undefined) throw new Error('--announce: needs --to, since it is the app that announces');
  if (to !== undefined && !/^https?:\/\//.test(to)) throw new Error(`--to: not an http address: ${to}`);
  const source = resolve(given);
  return {
    source,
    collection,
    collectionFile: collectionFile && resolve(collectionFile),
    to: to?.replace(/\/+$/, ''),
    announce,
    resume: values.resume,
    json: values.json,
    rejected: resolve(values.rejected ?? `${source}.rejected.ndjson`),
    home: resolve(environment['REVISIT_HOME'] ?? '.revisit'),
    key: environment['REVISIT_KEY'],
  };
}
