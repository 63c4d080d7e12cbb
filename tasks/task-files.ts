import { open, readFile, rename } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { invalid } from '../lib/errors.ts';
import { parseCompositePlan } from '../lib/jobs/composite-plan-schema.ts';
import type { CompositePlan } from '../lib/jobs/composite-plan.ts';
import { fileSource } from '../lib/raster/file-source.ts';
import { httpSource } from '../lib/raster/http-source.ts';
import type { RangeSource } from '../lib/raster/range-source.ts';

/** @throws {InvalidInputError} when the file is missing or no plan */
export async function readPlan(path: string): Promise<CompositePlan> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw invalid('plan', `${path} can't be read`, { cause: error });
  });
  return parseCompositePlan(text);
}

/** The file behind an href: http(s), or, where the environment says `REVISIT_FILE_HREFS=1`, a file of this machine: plans come
 * from elsewhere, and must not read what the node keeps to itself.
 * @throws {InvalidInputError} for other schemes */
export async function hrefSource(href: string): Promise<RangeSource> {
  const { protocol } = new URL(href);
  if (protocol === 'http:' || protocol === 'https:') return httpSource(href);
  if (protocol === 'file:') {
    if (process.env['REVISIT_FILE_HREFS'] === '1') return fileSource(fileURLToPath(href));
    throw invalid('href', `files of this machine are read only with REVISIT_FILE_HREFS=1: ${href}`);
  }
  throw invalid('href', `${protocol} is not supported: ${href}`);
}

/** Writes a file so that it is there whole or not at all, in bounded memory. @returns bytes written */
export async function writeWhole(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  const part = `${path}.part`;
  const file = await open(part, 'w');
  let written = 0;
  try {
    for await (const chunk of chunks) {
      await file.writeFile(chunk);
      written += chunk.byteLength;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
  return written;
}
