import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of third-party test data that may lie beside the checkout; `REVISIT_SHARED_DATA` points elsewhere. */
const root = process.env['REVISIT_SHARED_DATA'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data');

/** Why data tests are skipped, or false when the data is there. */
export const sharedDataMissing: string | false = existsSync(join(root, 'MANIFEST.ndjson'))
  ? false
  : 'no shared data beside the checkout';

/** @param path inside the data folder, with `/` */
export function sharedData(path: string): string {
  return join(root, ...path.split('/'));
}
