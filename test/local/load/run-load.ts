import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalog, SearchPage } from '../../../lib/catalog/catalog.ts';
import { openSqliteCatalog } from '../../../lib/catalog/sqlite-catalog.ts';
import type { Item } from '../../../lib/stac/item.ts';

const main = join(import.meta.dirname, '../../../local/load/main.ts');

/** What `npm run load` did. */
export interface LoadRun {
  readonly code: number | null;
  readonly stderr: string;
  /** With `--json`. */
  readonly summary: Readonly<Record<string, unknown>> | undefined;
}

/** A folder of its own with a home in it, gone when the test process ends. */
export interface LoadBench {
  readonly home: string;
  /** Writes a file into the folder. @returns its path */
  file(name: string, content: string | Uint8Array): string;
  run(...args: readonly string[]): Promise<LoadRun>;
  /** The same, with its process. */
  start(...args: readonly string[]): { readonly child: ChildProcess; readonly done: Promise<LoadRun> };
  /** Every item of the catalog, in the order of collections and ids. */
  items(): Promise<readonly Item[]>;
}

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** @param stack home of a stack that is loaded into */
export function loadBench(stack?: string): LoadBench {
  const folder = mkdtempSync(join(tmpdir(), 'revisit-load-'));
  folders.push(folder);
  const home = stack ?? join(folder, 'home');
  const start: LoadBench['start'] = (...args) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
      env: { ...process.env, REVISIT_HOME: home, NODE_TEST_CONTEXT: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, errors]: [string[], string[]] = [[], []];
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    const done = new Promise<LoadRun>((resolve) => {
      child.once('close', (code) => {
        const text = out.join('');
        const summary = text.startsWith('{') ? (JSON.parse(text) as LoadRun['summary']) : undefined;
        resolve({ code, stderr: errors.join(''), summary });
      });
    });
    return { child, done };
  };
  return {
    home,
    file: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    start,
    run: (...args) => start(...args).done,
    items: async () => {
      const catalog = openSqliteCatalog(join(home, 'catalog.sqlite'));
      const ids = await allIds(catalog);
      const found = await Promise.all(ids.map(([collection, id]) => catalog.getItem(collection, id)));
      await catalog.close();
      return found.flatMap((stored) => (stored ? [stored.item()] : []));
    },
  };
}

const sortby = [
  { field: 'collection', direction: 'asc' },
  { field: 'id', direction: 'asc' },
] as const;

async function allIds(catalog: Catalog): Promise<readonly (readonly [string, string])[]> {
  const ids: (readonly [string, string])[] = [];
  let token: string | undefined;
  do {
    const page: SearchPage = await catalog.search({ limit: 1000, sortby, ...(token === undefined ? {} : { token }) });
    ids.push(...page.items.map(({ collection, id }) => [collection, id] as const));
    token = page.next;
  } while (token !== undefined);
  return ids;
}
