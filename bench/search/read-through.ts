import { createReadStream } from 'node:fs';

/** Reads a file from beginning to end, so that the system has as much of it in memory as fits. */
export async function readThrough(path: string): Promise<void> {
  for await (const _chunk of createReadStream(path, { highWaterMark: 1 << 20 }));
}
