import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'lib', 'raster', 'kernels');

/** The AssemblyScript files that make up the decoding module. */
export function kernelFiles(): string[] {
  return globSync('*.ts', { cwd: folder })
    .sort()
    .map((file) => join(folder, file));
}

/** Tells whether the compiled module is that of the source. */
export function kernelSourceHash(): string {
  const hash = createHash('sha256');
  for (const file of kernelFiles()) hash.update(readFileSync(file));
  return hash.digest('hex');
}
