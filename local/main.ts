import { once } from 'node:events';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemonstrationReport } from './demo/play.ts';
import { playDemonstration } from './demo/play.ts';
import type { SceneUpload } from './demo/scene-upload.ts';
import { groupScenes } from './demo/scene-upload.ts';
import { showReport } from './demo/show-report.ts';
import type { Home } from './home.ts';
import { takeHome } from './home.ts';
import type { Options } from './options.ts';
import { parseOptions } from './options.ts';
import { madeScenes } from './samples/made-scenes.ts';
import { sampleComposite } from './samples/sample-scenes.ts';
import { scanFolder } from './samples/scan-folder.ts';
import type { Stack } from './stack.ts';
import { startStack } from './stack.ts';

/** `npm start`. */
try {
  process.exitCode = await main(parseOptions(process.argv.slice(2), process.env));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
// Whatever is still open (a kept-alive connection, a timer of a client library) must not keep a stack that has ended.
process.exit();

async function main(options: Options): Promise<number> {
  const say = (line: string) => void (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  const home = await takeHome(options.home);
  const stop = stopSignal();
  try {
    const stack = await startStack(home, { port: options.port, log: logTo(join(home.path, 'stack.log')) });
    say(`Revisit is up after ${(stack.startedIn / 1000).toFixed(1)} s: ${stack.url}`);
    try {
      const played =
        options.once || options.data !== undefined || !home.wasPlayed()
          ? await play(options, home, stack, say)
          : undefined;
      if (options.json && played) process.stdout.write(`${JSON.stringify(played)}\n`);
      if (options.once) return played?.ok ? 0 : 1;
      say(whereToLook(stack));
      await stop;
      say('Stopping: what runs is let finish …');
      return 0;
    } finally {
      await stack.stop();
    }
  } finally {
    await home.release();
  }
}

async function play(
  options: Options,
  home: Home,
  stack: Stack,
  say: (line: string) => void,
): Promise<DemonstrationReport> {
  const scenes = await sources(options);
  const composite = options.data === undefined ? { composite: sampleComposite } : {};
  const report = await playDemonstration({ base: stack.url, storage: stack.storage, scenes, log: say, ...composite });
  if (report.ok) await home.markPlayed();
  say(showReport(report));
  return report;
}

async function sources(options: Options): Promise<readonly SceneUpload[]> {
  if (options.data === undefined) return madeScenes();
  const found = groupScenes(await scanFolder(options.data));
  if (found.length === 0) throw new Error(`There is no TIFF under ${options.data}`);
  return found;
}

function whereToLook(stack: Stack): string {
  return [
    '',
    `  Page      ${stack.url}/`,
    `  STAC      ${stack.url}/api/stac/v1`,
    `  SAS       ${stack.url}/api/sas/v1/sign?href=`,
    `  Jobs      ${stack.url}/api/jobs/v1`,
    `  Storage   ${stack.blobEndpoint}`,
    '',
    'Ctrl-C stops it.',
  ].join('\n');
}

/** Resolves at the first Ctrl-C or SIGTERM. A second Ctrl-C ends the process at once; one within a second is the same one,
 * since a terminal sends it to npm, its shell and this process alike, and those pass it on. */
async function stopSignal(): Promise<void> {
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  const ignored = () => undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, ignored);
  setTimeout(() => process.once('SIGINT', () => process.exit(130)), 1000).unref();
}

/** One file, in order of writing. */
function logTo(file: string): (line: string) => void {
  let last: Promise<unknown> = Promise.resolve();
  return (line) => {
    last = last.then(() => appendFile(file, `${new Date().toISOString()} ${line}\n`)).catch(() => undefined);
  };
}
