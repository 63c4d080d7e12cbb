import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { medianResult, medianStack } from '../lib/raster/median-stack.ts';
import type { MedianMethod } from '../lib/raster/median-kernel.ts';
import type { Row } from './row.ts';
import { median } from '../lib/raster/median.ts';

const pixels = 512 * 512;

/** Masked median of uint16 stacks, one core, against `bottleneck.nanmedian` on the same numbers as float32 with NaN where
 * masked (the making of those NaNs is not counted). */
export async function run(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const slices of [12, 24, 46, 138]) {
    const peer = bottleneck(slices);
    const methods: MedianMethod[] = ['network', 'search'];
    for (const method of methods) {
      rows.push(row(`median kernel, ${slices} slices, ${method}`, inPlace(slices, method), peer));
    }
    rows.push(row(`median() with copies, ${slices} slices`, withCopies(slices), peer));
    if (peer !== undefined) rows.push({ name: `bottleneck.nanmedian, ${slices} slices`, value: peer, unit });
  }
  return rows;
}

const unit = 'Mpx·slices/s';

function row(name: string, value: number, peer: number | undefined): Row {
  return peer === undefined
    ? { name, value, unit }
    : { name, value, unit, peer: 'bottleneck.nanmedian', ratio: value / peer };
}

function stackOf(slices: number): { values: Uint16Array[]; masks: Uint8Array[] } {
  let state = 1;
  const random = () => (state = (state * 48_271) % 2_147_483_647);
  const values = Array.from({ length: slices }, () => Uint16Array.from({ length: pixels }, () => random() % 10_000));
  const masks = Array.from({ length: slices }, () =>
    Uint8Array.from({ length: pixels }, () => (random() % 10 < 3 ? 255 : 0)),
  );
  return { values, masks };
}

function inPlace(slices: number, method: MedianMethod): number {
  const { values, masks } = stackOf(slices);
  const stack = medianStack('uint16', slices, pixels);
  for (const [slice, data] of values.entries()) {
    stack.values(slice).set(data);
    stack.mask(slice).set(masks[slice] ?? []);
    stack.setNodata(slice, 0);
  }
  const result = medianResult('uint16', pixels);
  return best(slices, () => stack.run(slices, 0, result, method));
}

function withCopies(slices: number): number {
  const { values, masks } = stackOf(slices);
  return best(slices, () => median(values, masks, 0));
}

/** Best of several runs, after one that warms up. */
function best(slices: number, work: () => void): number {
  let fastest = Infinity;
  work();
  for (let turn = 0; turn < 7; turn += 1) {
    const start = performance.now();
    work();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return (slices * pixels) / fastest / 1000;
}

function bottleneck(slices: number): number | undefined {
  const script = `
import bottleneck, numpy, time
rng = numpy.random.default_rng(1)
stack = rng.integers(0, 10000, (${slices}, ${pixels})).astype('float32')
stack[rng.random(stack.shape) < 0.3] = numpy.nan
best = 1e9
for _ in range(3):
    start = time.process_time(); bottleneck.nanmedian(stack, axis=0); best = min(best, time.process_time() - start)
print(stack.size / best / 1e6)`;
  const done = spawnSync('/usr/bin/python3', ['-W', 'ignore', '-c', script], { encoding: 'utf8' });
  return done.status === 0 ? Number(done.stdout) : undefined;
}
