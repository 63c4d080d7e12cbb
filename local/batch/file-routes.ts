import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { BatchError, fileNotFound, taskNotFound } from './batch-error.ts';
import type { JobStates } from './job-state.ts';
import type { BatchAnswer, BatchRequest, Routes } from './route.ts';
import type { BatchStore } from './store.ts';
import { taskUrl } from './wire.ts';

export interface FileRoutesOptions {
  readonly store: BatchStore;
  readonly states: JobStates;
  readonly home: string;
  readonly base: string;
}

/** Files of a task's directory, named relative to it: `stdout.txt`, `wd/out.tif`. */
export function fileRoutes({ store, states, home, base }: FileRoutesOptions): Routes {
  const place = ({ params }: BatchRequest) => {
    const job = states.find(params['job']).spec.id;
    const found = store.task(job, params['task'] ?? '');
    if (!found) throw taskNotFound();
    const { id } = found.task.spec;
    return { directory: join(home, 'workitems', job, id), url: `${taskUrl(base, job, id)}/files` };
  };

  const one = async (
    request: BatchRequest,
  ): Promise<{ file: string; headers: Record<string, string>; size: number }> => {
    const { directory, url } = place(request);
    const name = request.params['file'] ?? '';
    const file = join(directory, name);
    const found = file.startsWith(directory + sep) ? await stat(file).catch(() => undefined) : undefined;
    if (!found) throw fileNotFound();
    const headers = {
      'last-modified': found.mtime.toUTCString(),
      'ocp-creation-time': found.birthtime.toUTCString(),
      'ocp-batch-file-isdirectory': found.isDirectory() ? 'True' : 'False',
      'ocp-batch-file-url': `${url}/${encodeURIComponent(name)}`,
      'ocp-batch-file-mode': ((found.mode & 0o7777) | 0o100000).toString(8),
      'content-type': 'application/octet-stream',
    };
    return { file, headers, size: found.isDirectory() ? 0 : found.size };
  };

  return {
    'GET /jobs/:job/tasks/:task/files': async (request) => {
      const { directory, url } = place(request);
      const recursive = request.query.get('recursive')?.toLowerCase() === 'true';
      const entries = await readdir(directory, { recursive, withFileTypes: true }).catch(() => []);
      const value = await Promise.all(
        entries.map(async (entry) => {
          const path = join(entry.parentPath, entry.name);
          const name = relative(directory, path).split(sep).join('/');
          const head = { name, url: `${url}/${encodeURIComponent(name)}`, isDirectory: entry.isDirectory() };
          const found = entry.isDirectory() ? undefined : await stat(path).catch(() => undefined);
          if (!found) return head;
          const times = { lastModified: found.mtime.toISOString(), creationTime: found.birthtime.toISOString() };
          return {
            ...head,
            properties: { ...times, contentLength: found.size, contentType: 'application/octet-stream' },
          };
        }),
      );
      return { status: 200, json: { value: value.sort((a, b) => (a.name < b.name ? -1 : 1)) } };
    },
    'HEAD /jobs/:job/tasks/:task/files/:file': async (request) => {
      const { headers, size } = await one(request);
      return { status: 200, headers: { ...headers, 'content-length': String(size) } };
    },
    'GET /jobs/:job/tasks/:task/files/:file': async (request): Promise<BatchAnswer> => {
      const { file, headers, size } = await one(request);
      if (headers['ocp-batch-file-isdirectory'] === 'True')
        throw new BatchError(400, 'OperationNotValidOnNode', 'The specified path is a directory.');
      const { start, end } = range(request.headers['ocp-range'], size);
      if (end < start) return { status: 200, headers: { ...headers, 'content-length': '0' } };
      const stream = createReadStream(file, { start, end });
      return { status: 200, headers: { ...headers, 'content-length': String(end - start + 1) }, stream };
    },
  };
}

/** Inclusive, like HTTP's; an open or absent range reaches to the end. */
function range(header: string | string[] | undefined, size: number): { start: number; end: number } {
  const match = /^bytes=(\d+)-(\d*)$/.exec(String(header ?? ''));
  if (!match) return { start: 0, end: size - 1 };
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  return { start: Number(match[1]), end };
}
