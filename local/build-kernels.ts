import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernelFiles, kernelSourceHash } from './kernel-source.ts';

/** `npm run kernels`: compiles the AssemblyScript of `lib/raster/kernels` into `lib/raster/decode-module.ts`, which is kept in
 * the repository, so that only whoever changes a kernel needs the compiler. The same source gives the same bytes. */
const compiler = 'assemblyscript@0.28.20';
const target = join(import.meta.dirname, '..', 'lib', 'raster', 'decode-module.ts');

const folder = mkdtempSync(join(tmpdir(), 'revisit-kernels-'));
try {
  const wasm = join(folder, 'kernels.wasm');
  const flags = [
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--enable',
    'simd',
    '--enable',
    'bulk-memory',
  ];
  const done = spawnSync('npx', ['--yes', `--package=${compiler}`, 'asc', ...kernelFiles(), '-o', wasm, ...flags], {
    stdio: 'inherit',
  });
  if (done.status !== 0) throw new Error(`the compiler ended with ${done.status}`);
  const lines =
    readFileSync(wasm)
      .toString('base64')
      .match(/.{1,110}/g) ?? [];
  writeFileSync(
    target,
    `/** Made by \`npm run kernels\` from \`lib/raster/kernels\`; not to be edited. */
export const decodeModuleSource = '${kernelSourceHash()}';

/** Base64. */
export const decodeModule = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
