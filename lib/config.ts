import { z } from 'zod';

/** Everything the app reads from its environment, parsed once. `local.settings.sample.json` and the Bicep settings hold the same names. */
export const environmentSchema = z.object({
  /** Connection string, or absent when `AzureWebJobsStorage__accountName` (managed identity) is given. */
  AzureWebJobsStorage: z.string().optional(),
  AzureWebJobsStorage__accountName: z.string().optional(),
  /** Account that holds imagery: a connection string, or an account name for managed identity. Defaults to the host's own storage. */
  DATA_STORAGE: z.string().optional(),
  /** `sqlite` or `cosmos`. */
  CATALOG_STORE: z.enum(['sqlite', 'cosmos']).default('sqlite'),
  SQLITE_PATH: z.string().default('.revisit/catalog.sqlite'),
  /** Seconds that one search may take. */
  SEARCH_SECONDS: z.coerce.number().min(0.1).max(200).default(5),
  COSMOS_ENDPOINT: z.url().optional(),
  /** Only for emulators and tests; absent means Entra ID. */
  COSMOS_KEY: z.string().optional(),
  COSMOS_DATABASE: z.string().default('revisit'),
  BATCH_URL: z.url().optional(),
  BATCH_ACCOUNT: z.string().default('revisit'),
  /** Only for the local service; absent means Entra ID. */
  BATCH_KEY: z.string().optional(),
  BATCH_POOL: z.string().default('revisit'),
  /** Container image of `tasks/`; the local service runs the checkout instead. */
  TASK_IMAGE: z.string().default('revisit-tasks:latest'),
  /** Public base URL of the app, when it is not what requests say. */
  PUBLIC_URL: z.url().optional(),
  /** Seals page tokens and cursors; 32+ characters. */
  TOKEN_SECRET: z.string().min(16).default('local-development-only'),
  /** Minutes a SAS token lives. */
  SAS_MINUTES: z.coerce.number().min(2).max(10_080).default(60),
  /** `1` lets webhooks go to loopback and private addresses: only on one machine. */
  WEBHOOK_ALLOW_PRIVATE: z.enum(['0', '1']).default('0'),
  /** Resource region announced as msft:region. */
  REGION: z.string().default('local'),
});

export type Config = z.infer<typeof environmentSchema>;

/** @throws {Error} naming every bad key together */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environmentSchema.safeParse(
    Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')),
  );
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`Settings that need correcting:\n${lines.join('\n')}`);
}
