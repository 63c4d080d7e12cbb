import { createHash } from 'node:crypto';
import type { BlobStore } from '../azure/blob-store.ts';
import type { RecordStore, StoredRecord } from '../catalog/records.ts';
import { BusyError, PreconditionFailedError, type InvalidInputError, type UnreadableBlobError } from '../errors.ts';
import type { BlobEvent } from '../events/blob-event.ts';
import { compareSequencers } from '../events/compare-sequencers.ts';
import { readSceneFile, type BlobContent } from './read-scene-file.ts';
import type { FileMatch, SceneFile } from './scene-file.ts';

const sceneAssetsTable = 'scene-assets';
const attempts = 12;

export interface RecordedFile {
  /** Why the blob could not be read. The scene goes without it. */
  readonly problem?: UnreadableBlobError | InvalidInputError;
}

/** Brings the record of one blob up to what the blob holds now. An event is only a hint to look: what counts is what the blob answers,
 * so that events may come twice, late and out of order. The record is read before the blob and written only over what was read;
 * whoever read the blob before a later change therefore can't write after it. */
export async function recordFile(
  deps: { readonly records: RecordStore; readonly blobs: BlobStore },
  collection: string,
  event: BlobEvent,
  match: FileMatch,
  now: () => Date,
): Promise<RecordedFile> {
  const partition = scenePartition(collection, match.scene);
  const key = fileKey(event.path);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const known = await deps.records.get<SceneFile>(sceneAssetsTable, partition, key);
    if (known && isOldNews(known.value, event, match)) return {};
    try {
      const content = await readSceneFile(deps.blobs, event, match.role);
      const file = sceneFile(deps.blobs, event, match, content, known?.value, now());
      await deps.records.put(sceneAssetsTable, partition, key, file, conditionOf(known));
      return content?.problem ? { problem: content.problem } : {};
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error;
    }
  }
  throw new BusyError(503, `${event.url} changes faster than it can be read`, 5);
}

/** All files of a scene, deleted ones too, in path order. */
export async function sceneFiles(records: RecordStore, collection: string, scene: string): Promise<SceneFile[]> {
  const found = await records.list<SceneFile>(sceneAssetsTable, scenePartition(collection, scene));
  return found.map((record) => record.value).toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function scenePartition(collection: string, scene: string): string {
  return `${collection}/${scene}`;
}

/** Record ids have at most 1,000 characters, paths may have more bytes than that. */
function fileKey(path: string): string {
  return path.length <= 240 ? path : createHash('sha256').update(path).digest('hex');
}

/** The newer event of a blob was acted on after its change was there, so an older one has nothing to add.
 * The same one again neither, unless reading failed: then the replay shall try again. */
function isOldNews(known: SceneFile, event: BlobEvent, match: FileMatch): boolean {
  if (known.role !== match.role || known.asset !== match.asset || known.unreadable !== undefined) return false;
  if (known.time?.start !== match.time?.start) return false;
  const order =
    event.sequencer === undefined || known.sequencer === undefined
      ? undefined
      : compareSequencers(event.sequencer, known.sequencer);
  if (order !== undefined && order < 0) return true;
  if (event.type === 'deleted') return order === 0 && !known.present;
  return known.present && event.eTag !== undefined && event.eTag === known.eTag;
}

function sceneFile(
  blobs: BlobStore,
  event: BlobEvent,
  match: FileMatch,
  content: BlobContent | undefined,
  known: SceneFile | undefined,
  now: Date,
): SceneFile {
  const { problem, ...facts } = content ?? { eTag: '', size: 0, lastModified: event.time };
  const sequencer = newest(known?.sequencer, event.sequencer);
  return {
    ...match,
    ...facts,
    path: event.path,
    url: blobs.url(event.container, event.path),
    present: content !== undefined && problem === undefined,
    ...(problem ? { unreadable: problem.message } : {}),
    ...(sequencer === undefined ? {} : { sequencer }),
    recordedAt: known?.eTag === facts.eTag ? known.recordedAt : now.toISOString(),
  };
}

function newest(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareSequencers(a, b) < 0 ? b : a;
}

function conditionOf(known: StoredRecord<SceneFile> | undefined) {
  return known ? { ifMatch: known.etag } : ({ ifNoneMatch: '*' } as const);
}
