import { once } from 'node:events';
import { sentinel2Items } from '../sentinel2-items.ts';
import { sentinel2Collection } from './archive.ts';

/** The bench's items as NDJSON on standard output: `node bench/search/write-items.ts 1000000`, or `collection`. */
const [wanted = '1000'] = process.argv.slice(2);
if (wanted === 'collection') process.stdout.write(`${JSON.stringify(sentinel2Collection)}\n`);
else for (const item of sentinel2Items(Number(wanted))) await write(`${JSON.stringify(item)}\n`);

async function write(line: string): Promise<void> {
  if (!process.stdout.write(line)) await once(process.stdout, 'drain');
}
