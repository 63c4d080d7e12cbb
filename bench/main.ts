import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Row } from './row.ts';

/** `npm run bench [-- name …]`: each `*.bench.ts` measures one part and gives rows; peers run beside it in the same run. */
const wanted = process.argv.slice(2);
const files = globSync('*.bench.ts', { cwd: import.meta.dirname }).sort();

for (const file of files) {
  const name = basename(file, '.bench.ts');
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { run } = (await import(join(import.meta.dirname, file))) as { readonly run: () => Promise<readonly Row[]> };
  console.log(`\n${name}`);
  for (const row of await run()) {
    const peer =
      row.peer === undefined ? '' : `   ${row.peer}${row.ratio === undefined ? '' : `: ${row.ratio.toPrecision(3)}×`}`;
    console.log(`  ${row.name.padEnd(56)} ${String(round(row.value)).padStart(12)} ${row.unit}${peer}`);
  }
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
