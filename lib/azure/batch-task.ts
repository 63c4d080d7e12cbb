import type { BatchServiceModels } from '@azure/batch';
import { batchId } from './batch-id.ts';

/** A program to run on a Batch node. */
export interface TaskSpec {
  /** Unique in its job; any text, see `batchId`. */
  readonly id: string;
  /** Without a shell: `sh -c '…'` where one is needed. */
  readonly commandLine: string;
  /** Files brought to `path` in the working directory before it starts; `url` carries its SAS. */
  readonly resourceFiles: readonly { readonly url: string; readonly path: string }[];
  readonly outputs: readonly TaskOutput[];
  readonly environment?: Readonly<Record<string, string>>;
  /** After a non-zero exit code; 0 by default. */
  readonly maxRetries?: number;
  /** Minutes that one try may take; no limit by default. */
  readonly maxMinutes?: number;
  /** Ids of tasks of the same job that must have succeeded; 64,000 characters in all at most. */
  readonly dependsOn?: readonly string[];
  /** Container image; the local service runs its checkout instead. */
  readonly image?: string;
}

/** Files to upload when the program has ended. */
export interface TaskOutput {
  /** Below the working directory: a name, or with `*`, `**`, `?`, `[…]`. */
  readonly pattern: string;
  /** With a SAS that allows writing. */
  readonly containerUrl: string;
  /** Blob name; with a wildcard in the pattern the folder that is put before the names. */
  readonly path?: string;
  /** `success` by default. */
  readonly when?: 'success' | 'failure' | 'completion';
  /** Media type of the blobs. */
  readonly contentType?: string;
}

/** The task as the REST API takes it. */
export function taskParameter(spec: TaskSpec): BatchServiceModels.TaskAddParameter {
  const { environment = {}, dependsOn = [] } = spec;
  return {
    id: batchId(spec.id),
    commandLine: spec.commandLine,
    ...(spec.image === undefined
      ? {}
      : { containerSettings: { imageName: spec.image, containerRunOptions: '--rm --init' } }),
    resourceFiles: spec.resourceFiles.map(({ url, path }) => ({ httpUrl: url, filePath: path })),
    outputFiles: spec.outputs.map(outputFile),
    environmentSettings: Object.entries(environment).map(([name, value]) => ({ name, value })),
    constraints: {
      maxTaskRetryCount: spec.maxRetries ?? 0,
      ...(spec.maxMinutes === undefined ? {} : { maxWallClockTime: `PT${Math.ceil(spec.maxMinutes * 60)}S` }),
    },
    ...(dependsOn.length === 0 ? {} : { dependsOn: { taskIds: dependsOn.map(batchId) } }),
  };
}

function outputFile({ pattern, containerUrl, path, when, contentType }: TaskOutput): BatchServiceModels.OutputFile {
  const uploadHeaders = contentType === undefined ? [] : [{ name: 'x-ms-blob-content-type', value: contentType }];
  return {
    filePattern: pattern,
    destination: {
      container: {
        containerUrl,
        ...(path === undefined ? {} : { path }),
        ...(uploadHeaders.length === 0 ? {} : { uploadHeaders }),
      },
    },
    uploadOptions: { uploadCondition: `task${when ?? 'success'}` },
  };
}

/** Tasks a request may carry, and bytes its body may have (1 MiB, less what surrounds the tasks). */
const mostTasks = 100;
const mostBytes = 900_000;

/** Cuts a list of tasks into what one `addtaskcollection` request takes. */
export function* taskBatches(
  tasks: Iterable<BatchServiceModels.TaskAddParameter>,
): Iterable<BatchServiceModels.TaskAddParameter[]> {
  let batch: BatchServiceModels.TaskAddParameter[] = [];
  let bytes = 0;
  for (const task of tasks) {
    const size = Buffer.byteLength(JSON.stringify(task));
    if (batch.length === mostTasks || (batch.length > 0 && bytes + size > mostBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(task);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
