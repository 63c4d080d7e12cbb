import { createRequire } from 'node:module';
import type { Server } from 'node:http';

/** The parts of Azurite's own modules that the launcher builds on. Azurite publishes no types for them; this is the
 * whole surface that an upgrade has to keep, and the tests run over it. */

export interface LokiDocument {
  $loki: number;
}

export interface LokiCollection {
  readonly name: string;
  data: LokiDocument[];
  maxId: number;
  /** Ids inserted, updated or removed since they were last collected; kept only when incremental. */
  dirtyIds: number[];
  isIncremental: boolean;
  readonly uniqueNames: readonly string[];
  get(id: number): LokiDocument | null;
  on(event: 'insert' | 'update' | 'delete', listener: (document: never) => void): void;
  ensureId(): void;
  ensureAllIndexes(force: boolean): void;
  ensureUniqueIndex(field: string): unknown;
}

export interface LokiDatabase {
  collections: LokiCollection[];
  isIncremental: boolean;
  autosaveDisable(): void;
  saveDatabase(callback?: (error?: Error) => void): void;
}

export interface LokiStore {
  lokiDBPath: string;
  readonly db: LokiDatabase;
  init(): Promise<void>;
}

/** Request context as the handlers pass it to the metadata store. */
export interface AzuriteContext {
  readonly contextId?: string;
  readonly request?: { getHeader(name: string): string | undefined };
}

type StoreCall = (context: AzuriteContext, ...rest: never[]) => Promise<unknown>;

export interface BlobLokiStore extends LokiStore {
  createBlob: StoreCall;
  commitBlockList: StoreCall;
  startCopyFromURL: StoreCall;
  copyFromURL: StoreCall;
  deleteBlob: StoreCall;
}

export interface AzuriteServer<Store extends LokiStore = LokiStore> {
  readonly httpServer: Server;
  readonly metadataStore: Store;
  readonly extentMetadataStore: LokiStore;
  start(): Promise<void>;
  close(): Promise<void>;
}

interface Persistence {
  readonly locationId: string;
  readonly locationPath: string;
  readonly maxConcurrency: number;
}

type ConfigurationClass = new (
  host: string,
  port: number,
  keepAliveTimeout: number,
  metadataDBPath: string,
  extentDBPath: string,
  persistence: readonly Persistence[],
  enableAccessLog: boolean,
  accessLogWriteStream: undefined,
  enableDebugLog: boolean,
  debugLogFilePath: undefined,
  loose: boolean,
  skipApiVersionCheck: boolean,
) => object;

interface Loaded<Store extends LokiStore> {
  readonly Configuration: ConfigurationClass;
  readonly Server: new (configuration: object) => AzuriteServer<Store>;
}

const require = createRequire(import.meta.url);
const load = (path: string): unknown => (require(`azurite/dist/src/${path}`) as { default: unknown }).default;

export function loadBlobServer(): Loaded<BlobLokiStore> {
  return { Configuration: load('blob/BlobConfiguration'), Server: load('blob/BlobServer') } as Loaded<BlobLokiStore>;
}

export function loadQueueServer(): Loaded<LokiStore> {
  return { Configuration: load('queue/QueueConfiguration'), Server: load('queue/QueueServer') } as Loaded<LokiStore>;
}

/** Azurite's telemetry is on until it is told otherwise. */
export function disableTelemetry(): void {
  const { AzuriteTelemetryClient } = require('azurite/dist/src/common/Telemetry') as {
    AzuriteTelemetryClient: { enableTelemetry: boolean };
  };
  AzuriteTelemetryClient.enableTelemetry = false;
}
