import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Reads a file, or all files of a folder, from beginning to end, so that the system has as much of them in memory as fits:
 * virtual machines take memory back that was not used for a while. */
export async function readThrough(path: string): Promise<void> {
  for (const file of (await stat(path)).isDirectory() ? await filesOf(path) : [path])
    for await (const _chunk of createReadStream(file, { highWaterMark: 1 << 20 }));
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
