import { appendFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import type { Refused } from './batches.ts';

/** Where items go that can't be written, one a line as their source has them: mend them and load the file. */
export interface RejectedFile {
  readonly path: string;
  readonly bytes: number;
  add(refused: readonly Refused[]): void;
}

/** @param keep bytes that are there of the load that this one goes on with */
export function rejectedFile(path: string, keep: number): RejectedFile {
  let bytes = Math.min(keep, statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  if (bytes === 0) rmSync(path, { force: true });
  else truncateSync(path, bytes);
  return {
    path,
    get bytes() {
      return bytes;
    },
    add: (refused) => {
      const lines = refused.flatMap(({ raw }) => (raw ? [raw, newline] : []));
      if (lines.length === 0) return;
      const text = Buffer.concat(lines);
      if (bytes === 0) writeFileSync(path, text);
      else appendFileSync(path, text);
      bytes += text.length;
    },
  };
}

const newline = Buffer.from('\n');
