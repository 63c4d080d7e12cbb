import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DemonstrationReport } from '../local/demo/play.ts';
import { freePort } from '../local/azurite/ports.ts';
import type { Row } from './row.ts';

/** The whole demonstration, from an empty folder, as `npm start -- --once --json` plays it. */
export async function run(): Promise<readonly Row[]> {
  const home = await mkdtemp(join(tmpdir(), 'revisit-bench-'));
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, '..', 'local', 'main.ts'), '--once', '--json'],
      {
        env: { ...process.env, REVISIT_HOME: home, PORT: String(await freePort()) },
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as DemonstrationReport;
    const up = Number(/up after ([\d.]+) s/.exec(stderr)?.[1]);
    return [
      { name: 'stack up', value: up, unit: 's' },
      { name: 'event to searchable, p95', value: report.seconds.eventToSearchableP95 ?? Number.NaN, unit: 's' },
      { name: 'event to webhook, p95', value: report.seconds.eventToWebhookP95 ?? Number.NaN, unit: 's' },
      { name: 'composite', value: report.composite?.seconds ?? Number.NaN, unit: 's' },
      { name: 'demonstration', value: report.seconds.total, unit: 's' },
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
