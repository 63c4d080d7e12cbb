import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { benchCache } from './archive.ts';
import type { FoundPage, Searcher } from './searcher.ts';

/** pgstac over a local socket, asked through one connection by psycopg. */
export interface RunningPgstac {
  /** Its answers without what items have in common (which stac-fastapi then adds in Python). */
  readonly nohydrate: Searcher;
  /** Whole items: what it does unless told otherwise. */
  readonly hydrated: Searcher;
  /** Where its tables are. */
  readonly tables: string;
  stop(): Promise<void>;
}

const peers = join(import.meta.dirname, '..', 'peers');

/** @returns why pgstac can't run here; undefined when it can */
export function whyNoPgstac(): string | undefined {
  if (process.env['BENCH_PEER'] !== '1') return 'BENCH_PEER=1 measures pgstac beside it';
  if (!existsSync('/usr/lib/postgresql/15/bin/pg_ctl')) return 'pgstac is not measured: no PostgreSQL 15 here';
  if (spawnSync('python3', ['-m', 'venv', '--help']).status !== 0)
    return 'pgstac is not measured: no python3 with venv';
  return undefined;
}

/** Starts pgstac over as many of the bench's items, loading them first when they aren't there: minutes for a million. */
export async function runPgstac(items: number): Promise<RunningPgstac> {
  const folder = join(benchCache, `pgstac-${items}`);
  await script('start', folder, String(items));
  const python = join(benchCache, 'pgstac-venv', 'bin', 'python');
  const client = spawn(python, [join(peers, 'pgstac_searches.py'), folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(client.stdout)[Symbol.asyncIterator]();
  const ask = async (body: object): Promise<FoundPage> => {
    client.stdin.write(`${JSON.stringify(body)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('The client of pgstac has ended');
    return readAnswer(value);
  };
  const searcher =
    (conf: object): Searcher =>
    (body, token) =>
      ask({ ...body, conf, ...(token === undefined ? {} : { token }) });
  return {
    nohydrate: searcher({ nohydrate: true }),
    hydrated: searcher({}),
    tables: join(folder, 'data', 'base'),
    stop: async () => {
      const ended = once(client, 'exit');
      client.stdin.end();
      await ended;
      await script('stop', folder);
    },
  };
}

function readAnswer(line: string): FoundPage {
  const { milliseconds, ids, next } = JSON.parse(line) as {
    readonly milliseconds: number;
    readonly ids: readonly string[];
    readonly next: string | null;
  };
  return { milliseconds, ids, token: next ?? undefined };
}

async function script(...parameters: readonly string[]): Promise<void> {
  // Its notices, and the server that it leaves running, must not hold or fill our output.
  const env = { ...process.env, NODE: process.execPath };
  const child = spawn('sh', [join(peers, 'pgstac.sh'), ...parameters], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`pgstac.sh ${parameters.join(' ')} failed`);
}
