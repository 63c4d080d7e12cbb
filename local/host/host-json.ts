import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseTimeSpan } from './timespan.ts';

const timeSpan = z.string().transform((text, context) => {
  try {
    return parseTimeSpan(text);
  } catch (error) {
    context.addIssue((error as Error).message);
    return z.NEVER;
  }
});

const schema = z.looseObject({
  version: z.literal('2.0'),
  functionTimeout: timeSpan.default(30 * 60_000),
  extensions: z
    .looseObject({
      http: z.looseObject({ routePrefix: z.string().default('api') }).prefault({}),
      queues: z
        .looseObject({
          batchSize: z.int().min(1).max(32).default(16),
          newBatchThreshold: z.int().min(0).optional(),
          maxDequeueCount: z.int().min(1).default(5),
          visibilityTimeout: timeSpan.default(0),
          messageEncoding: z.enum(['base64', 'none']).default('base64'),
        })
        .prefault({}),
      durableTask: z
        .looseObject({
          hubName: z.string().default('TestHubName'),
          maxConcurrentActivityFunctions: z.int().min(1).default(10),
          maxConcurrentOrchestratorFunctions: z.int().min(1).default(10),
          maxConcurrentEntityFunctions: z.int().min(1).default(10),
        })
        .prefault({}),
    })
    .prefault({}),
});

/** The part of host.json that the local host honours; durations in milliseconds. */
export type HostJson = z.infer<typeof schema>;

/** @throws {Error} naming every bad key */
export function parseHostJson(text: string): HostJson {
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`host.json: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

export const readHostJson = async (path: string): Promise<HostJson> => parseHostJson(await readFile(path, 'utf8'));
