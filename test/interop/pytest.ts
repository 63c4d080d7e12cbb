import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { sharedData, sharedDataMissing } from '../data/shared-data.ts';
import { clientsPython } from './python-clients.ts';

/** One test of a Python file. */
export interface PythonTest {
  readonly name: string;
  readonly failure?: string;
  readonly skipped?: string;
}

const folder = join(import.meta.dirname, 'clients');

/** Runs one file of `clients/` with pytest.
 * @param report where pytest may leave its report
 * @throws {Error} when it found no tests, or none could be run */
export async function pytest(
  file: string,
  stack: { readonly url: string; readonly blobs: string },
  report: string,
): Promise<readonly PythonTest[]> {
  const env = {
    ...process.env,
    PATH: `${dirname(clientsPython)}${delimiter}${process.env['PATH'] ?? ''}`,
    PYTHONPATH: folder,
    PYTHONDONTWRITEBYTECODE: '1',
    REVISIT: stack.url,
    REVISIT_BLOBS: stack.blobs,
    PC_SDK_SAS_URL: `${stack.url}/api/sas/v1/token`,
    ...(sharedDataMissing === false ? { REVISIT_SCHEMAS: sharedData('conformance/schemas') } : {}),
  };
  const plugins = ['no:cacheprovider', 'no:schemathesis'].flatMap((name) => ['-p', name]);
  const args = ['-m', 'pytest', '-q', '-W', 'ignore', ...plugins, `--junitxml=${report}`, join(folder, file)];
  const output = await new Promise<string>((resolve) => {
    execFile(clientsPython, args, { env, maxBuffer: 2 ** 26, timeout: 170_000 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  const tests = parseReport(await readFile(report, 'utf8').catch(() => ''));
  if (tests.length === 0) throw new Error(`pytest ${file}:\n${output}`);
  return tests;
}

function parseReport(xml: string): readonly PythonTest[] {
  return [...xml.matchAll(/<testcase [^>]*?\bname="([^"]*)"[^>]*?(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(
    ([, name = '', inside = '']) => {
      const [, failure] = /<(?:failure|error)\b[^>]*>([\s\S]*?)<\/(?:failure|error)>/.exec(inside) ?? [];
      const [, skipped] = /<skipped\b[^>]*?\bmessage="([^"]*)"/.exec(inside) ?? [];
      return {
        name: plain(name),
        ...(failure === undefined ? {} : { failure: plain(failure) }),
        ...(skipped === undefined ? {} : { skipped: plain(skipped) }),
      };
    },
  );
}

function plain(xml: string): string {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return xml
    .replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll('&#10;', '\n');
}
