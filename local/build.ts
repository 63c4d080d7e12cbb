import { build } from 'esbuild';
import { join } from 'node:path';

/** The function app as CommonJS, as `main` in package.json names it. The Functions libraries stay outside, since the
 * worker has to meet the same copies; so do packages with native parts. */
const root = join(import.meta.dirname, '..');
const outdir = join(root, process.argv[2] ?? 'dist');

await build({
  // The threads that search start from a file of their own.
  entryPoints: [join(root, 'functions', 'main.ts'), join(root, 'lib', 'catalog', 'sqlite-reader-worker.ts')],
  entryNames: '[name]',
  outdir,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  sourcemap: true,
  logLevel: 'warning',
  external: ['@azure/functions', '@azure/functions-core', 'durable-functions', 'sharp'],
  // `import.meta` has no meaning in CommonJS; the bundle's own place stands for every module's.
  define: {
    'import.meta.dirname': '__dirname',
    'import.meta.url': '__bundleUrl',
    'import.meta.filename': '__filename',
  },
  banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
});
