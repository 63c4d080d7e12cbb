import { ContainerClient, RestError } from '@azure/storage-blob';
import { glob, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { FailureInfo } from './model.ts';
import type { OutputFile } from './schemas.ts';

/** Uploads what a task's output file patterns match, after it exited.
 * @returns why it could not, or undefined when all is uploaded; a pattern that matches nothing is no failure
 * @throws when aborted */
export async function uploadOutputFiles(
  outputs: readonly OutputFile[],
  workingDirectory: string,
  exitCode: number,
  signal: AbortSignal,
): Promise<FailureInfo | undefined> {
  const condition = exitCode === 0 ? 'tasksuccess' : 'taskfailure';
  for (const output of outputs) {
    const { uploadCondition } = output.uploadOptions;
    if (uploadCondition !== condition && uploadCondition !== 'taskcompletion') continue;
    const { containerUrl, path, uploadHeaders = [] } = output.destination.container;
    const header = (name: string) => uploadHeaders.find((item) => item.name.toLowerCase() === name)?.value;
    const contentType = header('x-ms-blob-content-type');
    const cacheControl = header('x-ms-blob-cache-control');
    try {
      const container = new ContainerClient(containerUrl);
      for (const { file, blob } of await matches(output.filePattern, path, workingDirectory))
        await container.getBlockBlobClient(blob).uploadFile(file, {
          abortSignal: signal,
          blobHTTPHeaders: {
            ...(contentType === undefined ? {} : { blobContentType: contentType }),
            ...(cacheControl === undefined ? {} : { blobCacheControl: cacheControl }),
          },
        });
    } catch (error) {
      signal.throwIfAborted();
      return failed(error as Error, output.filePattern, containerUrl);
    }
  }
  return undefined;
}

interface Match {
  readonly file: string;
  /** Name inside the container. */
  readonly blob: string;
}

/** Without wildcard the destination's path is the blob's whole name; with one it is put before each file's path below
 * the part of the pattern that has no wildcard. */
async function matches(pattern: string, path: string | undefined, workingDirectory: string): Promise<Match[]> {
  if (!/[*?[]/.test(pattern)) {
    const file = isAbsolute(pattern) ? pattern : resolve(workingDirectory, pattern);
    return (await isFile(file)) ? [{ file, blob: path ?? file.split('/').at(-1) ?? file }] : [];
  }
  const segments = pattern.split('/');
  const fixed = segments.slice(
    0,
    segments.findIndex((segment) => /[*?[]/.test(segment)),
  );
  const root = resolve(workingDirectory, isAbsolute(pattern) ? `/${join(...fixed)}` : join('.', ...fixed));
  const found: Match[] = [];
  for await (const name of glob(segments.slice(fixed.length).join('/'), { cwd: root })) {
    const file = join(root, name);
    const below = relative(root, file);
    if (await isFile(file))
      found.push({ file, blob: path === undefined ? below : `${path.replace(/\/$/, '')}/${below}` });
  }
  return found.sort((a, b) => (a.blob < b.blob ? -1 : 1));
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function failed(error: Error, pattern: string, containerUrl: string): FailureInfo {
  const reason = error instanceof RestError ? error.code : undefined;
  const status = error instanceof RestError ? error.statusCode : undefined;
  const code =
    reason === 'ContainerNotFound'
      ? 'FileUploadContainerNotFound'
      : status === 401 || status === 403
        ? 'FileUploadAccessDenied'
        : 'FileUploadMiscError';
  return {
    category: 'UserError',
    code,
    message: `An output file of the task could not be uploaded: ${error.message.split('\n')[0]}`,
    details: [
      { name: 'FilePattern', value: pattern },
      { name: 'ContainerUrl', value: containerUrl.split('?')[0] ?? containerUrl },
    ],
  };
}
