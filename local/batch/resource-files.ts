import { ContainerClient, RestError } from '@azure/storage-blob';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FailureInfo } from './model.ts';
import type { ResourceFile } from './schemas.ts';

const attempts = 3;
const atOnce = 8;

/** Brings a task's resource files into its working directory.
 * @returns why it could not, or undefined when all are there
 * @throws when aborted */
export async function downloadResourceFiles(
  files: readonly ResourceFile[],
  workingDirectory: string,
  signal: AbortSignal,
): Promise<FailureInfo | undefined> {
  const queue = [...files];
  const failures: FailureInfo[] = [];
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file && failures.length === 0; file = queue.shift()) {
      const failure = await (file.httpUrl === undefined
        ? downloadContainer(file, workingDirectory, signal)
        : downloadUrl(file.httpUrl, join(workingDirectory, file.filePath ?? ''), file.fileMode, signal));
      if (failure) failures.push(failure);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, files.length) }, worker));
  return failures[0];
}

async function downloadUrl(
  url: string,
  target: string,
  mode: string | undefined,
  signal: AbortSignal,
): Promise<FailureInfo | undefined> {
  await mkdir(dirname(target), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const failure = await tryDownload(url, target, signal);
    if (!failure) {
      if (mode !== undefined) await chmod(target, Number.parseInt(mode, 8));
      return undefined;
    }
    if (failure.code !== 'BlobDownloadMiscError' || attempt === attempts) return failure;
    await sleep(200 * attempt, undefined, { signal });
  }
}

async function tryDownload(url: string, target: string, signal: AbortSignal): Promise<FailureInfo | undefined> {
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) {
      await response.body?.cancel();
      return failed(response.status, url, `HTTP ${response.status}`);
    }
    await pipeline(Readable.fromWeb(response.body ?? new ReadableStream()), createWriteStream(target), { signal });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return failed(0, url, (error as Error).message);
  }
}

async function downloadContainer(
  file: ResourceFile,
  workingDirectory: string,
  signal: AbortSignal,
): Promise<FailureInfo | undefined> {
  const url = file.storageContainerUrl ?? '';
  const folder = join(workingDirectory, file.filePath ?? '');
  try {
    const container = new ContainerClient(url);
    for await (const blob of container.listBlobsFlat({ prefix: file.blobPrefix ?? '', abortSignal: signal })) {
      const target = join(folder, blob.name);
      if (!target.startsWith(folder)) return failed(0, url, `blob ${blob.name} would leave the working directory`);
      await mkdir(dirname(target), { recursive: true });
      await container.getBlobClient(blob.name).downloadToFile(target, 0, undefined, { abortSignal: signal });
    }
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return failed(error instanceof RestError ? (error.statusCode ?? 0) : 0, url, (error as Error).message);
  }
}

function failed(status: number, url: string, reason: string): FailureInfo {
  const code =
    status === 404 ? 'BlobNotFound' : status === 401 || status === 403 ? 'BlobAccessDenied' : 'BlobDownloadMiscError';
  return {
    category: 'UserError',
    code,
    message: `A resource file of the task could not be downloaded: ${reason}`,
    details: [{ name: 'BlobSource', value: url.split('?')[0] ?? url }],
  };
}
