import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reach } from './reach.ts';
import type { Position } from './source.ts';
import type { Counts } from './target.ts';

/** How far a load has come: everything before `position` is written or in the rejected file. */
export interface Progress extends Counts {
  readonly position: Position;
  readonly rejected: number;
  /** Length of the rejected file. */
  readonly rejectedBytes: number;
  /** Of collections that this load made. */
  readonly made: Readonly<Record<string, Reach>>;
}

/** Which load it is: the same file, to the same place. */
export interface LoadKey {
  readonly source: string;
  readonly target: string;
  readonly collection: string | undefined;
}

export interface ProgressFile {
  /** @returns undefined when there is none, or the source has changed since */
  read(): Progress | undefined;
  save(progress: Progress): void;
  remove(): void;
}

/** A position, beside the home: to skip by looking up each item would be safe as well, but take a quarter of the load's
 * time again. What was written after the last save is written once more, which changes nothing. */
export function progressFile(home: string, key: LoadKey): ProgressFile {
  const folder = join(home, 'loads');
  const path = join(folder, `${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16)}.json`);
  const { size, mtimeMs } = statSync(key.source);
  const state = { ...key, size, mtimeMs };
  return {
    read: () => {
      const text = readIfThere(path);
      if (text === undefined) return undefined;
      const { state: was, progress } = JSON.parse(text) as {
        readonly state: typeof state;
        readonly progress: Progress;
      };
      return was.size === size && was.mtimeMs === mtimeMs ? progress : undefined;
    },
    save: (progress) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${path}.part`, JSON.stringify({ state, progress }));
      renameSync(`${path}.part`, path);
    },
    remove: () => rmSync(path, { force: true }),
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
