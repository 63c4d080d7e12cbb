import type { QueueSender } from '../azure/queue-sender.ts';
import type { Catalog, StoredItem } from '../catalog/catalog.ts';
import { contentVersion } from '../catalog/content-version.ts';
import type { RecordStore } from '../catalog/records.ts';
import { BusyError, PreconditionFailedError } from '../errors.ts';
import { queues, type ItemChanged, type SceneSettle } from '../events/queues.ts';
import { assembleItem } from './assemble-item.ts';
import { gate } from './gate.ts';
import type { IngestRule } from './ingest-rule.ts';
import { sceneFiles } from './record-file.ts';
import type { SceneFile } from './scene-file.ts';

export interface PublishDeps {
  readonly catalog: Catalog;
  readonly records: RecordStore;
  readonly queues: QueueSender;
}

export interface Scene {
  readonly collection: string;
  readonly scene: string;
  readonly rule: IngestRule;
  /** RFC 3339: of the event that led here. */
  readonly eventTime: string;
  /** A settle message led here: if it came too early the next one must be sent. */
  readonly settling?: boolean;
}

/** What was announced of a scene (table `scenes`). Written after the announcement, so that a death in between repeats it. */
interface SceneState {
  readonly announced: string | null;
  /** RFC 3339: when the pending settle message comes. */
  readonly settleAt?: string;
}

const scenesTable = 'scenes';
const attempts = 40;

/** Brings the catalog's item of a scene up to what is recorded of its files, and announces what changed.
 * Safe to run any number of times, in parallel, and after a death at any line: writes hold only over the version that was read,
 * and it is done only when the files, read after the last write, still give what the catalog has. */
export async function publishScene(deps: PublishDeps, scene: Scene, now: () => Date): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const stored = await deps.catalog.getItem(scene.collection, scene.scene);
    const files = await sceneFiles(deps.records, scene.collection, scene.scene);
    try {
      if (await settled(deps, scene, stored, files, now)) return;
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error;
    }
  }
  throw new BusyError(503, `${scene.collection}/${scene.scene} changes faster than it can be written`, 2);
}

/** @returns false after a write: look again */
async function settled(
  deps: PublishDeps,
  scene: Scene,
  stored: StoredItem | undefined,
  files: readonly SceneFile[],
  now: () => Date,
): Promise<boolean> {
  const item = assembleItem(scene.collection, scene.rule, scene.scene, files);
  if (!item) return withdrawn(deps, scene, stored, files);
  // The files' eTags are part of the version: new pixels under an old header are a change too.
  const version = contentVersion({
    item,
    files: files.flatMap((file) => (file.present ? [[file.path, file.eTag]] : [])),
  });
  if (stored?.version === version) {
    await announce(deps, scene, version);
    return true;
  }
  if (!stored) {
    const opened = gate(scene.rule, files, now());
    if (!opened.ready) {
      await waitToSettle(deps, scene, opened.waitSeconds, now());
      return true;
    }
  }
  await deps.catalog.putItem(item, { version, ifVersion: stored?.version ?? null });
  return false;
}

/** Takes an item back whose last raster has gone. An item that no raster ever made is somebody else's. */
async function withdrawn(
  deps: PublishDeps,
  scene: Scene,
  stored: StoredItem | undefined,
  files: readonly SceneFile[],
): Promise<boolean> {
  if (stored && files.some((file) => file.role === 'raster')) {
    await rememberAtLeast(deps, scene, stored.version);
    await deps.catalog.deleteItem(scene.collection, scene.scene, { ifVersion: stored.version });
    return false;
  }
  if (!stored) await announce(deps, scene, null);
  return true;
}

/** An item that is gone before it was announced is announced as gone all the same: somebody may have seen it. */
async function rememberAtLeast(deps: PublishDeps, scene: Scene, version: string): Promise<void> {
  const state = await deps.records.get<SceneState>(scenesTable, scene.collection, scene.scene);
  if (!state?.value.announced)
    await deps.records.put<SceneState>(scenesTable, scene.collection, scene.scene, { announced: version });
}

async function announce(deps: PublishDeps, scene: Scene, version: string | null): Promise<void> {
  const state = await deps.records.get<SceneState>(scenesTable, scene.collection, scene.scene);
  const announced = state?.value.announced ?? null;
  if (announced === version) return;
  const message: ItemChanged = {
    collection: scene.collection,
    id: scene.scene,
    version: version ?? announced ?? '',
    change: version === null ? 'deleted' : announced === null ? 'created' : 'updated',
    eventTime: scene.eventTime,
  };
  await deps.queues.send(queues.itemChanged, message);
  await deps.records.put<SceneState>(scenesTable, scene.collection, scene.scene, { announced: version });
}

/** One settle message a scene is enough: when it comes early, because a later file moved the moment, it sends the next. */
async function waitToSettle(deps: PublishDeps, scene: Scene, seconds: number, now: Date): Promise<void> {
  const state = await deps.records.get<SceneState>(scenesTable, scene.collection, scene.scene);
  const pending = state?.value.settleAt;
  if (!scene.settling && pending !== undefined && Date.parse(pending) > now.getTime()) return;
  const message: SceneSettle = { collection: scene.collection, scene: scene.scene, eventTime: scene.eventTime };
  const delaySeconds = Math.max(1, Math.ceil(seconds));
  await deps.queues.send(queues.sceneSettle, message, { delaySeconds });
  await deps.records.put<SceneState>(scenesTable, scene.collection, scene.scene, {
    announced: state?.value.announced ?? null,
    settleAt: new Date(now.getTime() + delaySeconds * 1000).toISOString(),
  });
}
