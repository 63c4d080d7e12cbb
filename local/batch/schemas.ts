import { z } from 'zod';
import { BatchError, invalidProperty, missingProperty } from './batch-error.ts';
import { durationMs } from './duration.ts';

/** What clients may send. Known fields are checked, others are kept and given back. */

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, hyphens and underscores');
const duration = z.string().refine((text) => durationMs(text) !== undefined, 'an ISO 8601 duration');
const count = z.number().int().min(0);
const retries = z.number().int().min(-1);
const environment = z.array(z.object({ name: z.string().min(1), value: z.string().default('') }));
const relativePath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), 'a path inside the working directory');

const resourceFile = z
  .looseObject({
    httpUrl: z.url().optional(),
    storageContainerUrl: z.url().optional(),
    autoStorageContainerName: z.undefined('the local service has no auto-storage account').optional(),
    blobPrefix: z.string().optional(),
    filePath: relativePath.optional(),
    fileMode: z
      .string()
      .regex(/^[0-7]{3,4}$/)
      .optional(),
  })
  .refine((file) => (file.httpUrl === undefined) !== (file.storageContainerUrl === undefined), {
    message: 'exactly one of httpUrl and storageContainerUrl',
  })
  .refine((file) => file.httpUrl === undefined || file.filePath !== undefined, {
    message: 'required with httpUrl',
    path: ['filePath'],
  });
export type ResourceFile = z.infer<typeof resourceFile>;

const outputFile = z.looseObject({
  filePattern: z.string().min(1),
  destination: z.looseObject({
    container: z.looseObject({
      containerUrl: z.url(),
      path: z.string().optional(),
      uploadHeaders: z.array(z.object({ name: z.string(), value: z.string().default('') })).optional(),
    }),
  }),
  uploadOptions: z.looseObject({ uploadCondition: z.enum(['tasksuccess', 'taskfailure', 'taskcompletion']) }),
});
export type OutputFile = z.infer<typeof outputFile>;

const exitOptions = z.looseObject({
  jobAction: z.enum(['none', 'disable', 'terminate']).optional(),
  dependencyAction: z.enum(['satisfy', 'block']).optional(),
});
export type ExitOptions = z.infer<typeof exitOptions>;

export const taskAddSchema = z.looseObject({
  id,
  commandLine: z.string().min(1).max(32_768),
  resourceFiles: z.array(resourceFile).optional(),
  outputFiles: z.array(outputFile).optional(),
  environmentSettings: environment.optional(),
  constraints: z
    .looseObject({
      maxWallClockTime: duration.optional(),
      retentionTime: duration.optional(),
      maxTaskRetryCount: retries.optional(),
    })
    .optional(),
  requiredSlots: z.number().int().min(1).optional(),
  exitConditions: z
    .looseObject({
      exitCodes: z.array(z.object({ code: z.number().int(), exitOptions })).optional(),
      exitCodeRanges: z.array(z.object({ start: z.number().int(), end: z.number().int(), exitOptions })).optional(),
      preProcessingError: exitOptions.optional(),
      fileUploadError: exitOptions.optional(),
      default: exitOptions.optional(),
    })
    .optional(),
  dependsOn: z
    .looseObject({
      taskIds: z
        .array(z.string())
        .refine((ids) => ids.join('').length <= 64_000, 'the ids together are longer than 64000 characters')
        .optional(),
      taskIdRanges: z.array(z.object({ start: count, end: count })).optional(),
    })
    .optional(),
  multiInstanceSettings: z.undefined('the local service has no multi-instance tasks').optional(),
});
export type TaskAdd = z.infer<typeof taskAddSchema>;

export const taskCollectionSchema = z.object({ value: z.array(taskAddSchema).max(100, 'at most 100 tasks a request') });

const jobConstraints = z.looseObject({
  maxWallClockTime: duration.optional(),
  maxTaskRetryCount: retries.optional(),
});
const jobChoices = {
  priority: z.number().int().min(-1000).max(1000).optional(),
  maxParallelTasks: z.number().int().min(-1).optional(),
  constraints: jobConstraints.optional(),
  onAllTasksComplete: z.enum(['noaction', 'terminatejob']).optional(),
  metadata: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
};

export const jobAddSchema = z.looseObject({
  id,
  poolInfo: z.looseObject({ poolId: z.string() }),
  ...jobChoices,
  onTaskFailure: z.enum(['noaction', 'performexitoptionsjobaction']).optional(),
  usesTaskDependencies: z.boolean().optional(),
  commonEnvironmentSettings: environment.optional(),
  jobManagerTask: z.undefined('the local service has no job manager tasks').optional(),
  jobPreparationTask: z.undefined('the local service has no job preparation tasks').optional(),
  jobReleaseTask: z.undefined('the local service has no job release tasks').optional(),
});
export type JobAdd = z.infer<typeof jobAddSchema>;

export const jobPatchSchema = z.looseObject({
  ...jobChoices,
  poolInfo: z.looseObject({ poolId: z.string() }).optional(),
});
export const jobTerminateSchema = z.looseObject({ terminateReason: z.string().optional() });
export const jobDisableSchema = z.looseObject({ disableTasks: z.enum(['requeue', 'terminate', 'wait']) });

export const poolAddSchema = z.looseObject({
  id,
  vmSize: z.string(),
  targetDedicatedNodes: count.optional(),
  targetLowPriorityNodes: count.optional(),
  taskSlotsPerNode: z.number().int().min(1).max(256).optional(),
  enableAutoScale: z.boolean().optional(),
  autoScaleFormula: z.string().optional(),
  autoScaleEvaluationInterval: duration.optional(),
});
export type PoolAdd = z.infer<typeof poolAddSchema>;

export const autoScaleSchema = z.looseObject({
  autoScaleFormula: z.string().min(1),
  autoScaleEvaluationInterval: duration.optional(),
});
export const resizeSchema = z.looseObject({
  targetDedicatedNodes: count.optional(),
  targetLowPriorityNodes: count.optional(),
});

/** @throws {BatchError} 400 naming the first bad property */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  if (typeof body !== 'object' || body === null)
    throw new BatchError(400, 'InvalidRequestBody', 'The specified request body is not a JSON object.');
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = (issue?.path ?? []).reduce<string>(
    (path, part) => (typeof part === 'number' ? `${path}[${part}]` : `${path}${path && '.'}${String(part)}`),
    '',
  );
  if (isAbsent(body, issue?.path ?? [])) throw missingProperty(name);
  throw invalidProperty(name || 'body', issue?.message ?? 'not valid');
}

function isAbsent(body: unknown, path: readonly PropertyKey[]): boolean {
  let value: unknown = body;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[part];
  return path.length > 0 && value === undefined;
}
