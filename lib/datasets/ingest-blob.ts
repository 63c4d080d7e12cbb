import type { BlobStore } from '../azure/blob-store.ts';
import { invalid } from '../errors.ts';
import type { BlobEvent } from '../events/blob-event.ts';
import { findRules } from './find-rules.ts';
import { publishScene, type PublishDeps } from './publish-scene.ts';
import { recordFile } from './record-file.ts';

export interface IngestDeps extends PublishDeps {
  readonly blobs: BlobStore;
}

/** Takes one blob event through to the catalog. A blob that no rule wants is passed over.
 * @returns the scenes that were looked at
 * @throws {UnreadableBlobError} @throws {InvalidInputError} when the blob can't be ingested; its scene goes without it */
export async function ingestBlob(
  deps: IngestDeps,
  event: BlobEvent,
  now: () => Date,
): Promise<readonly { readonly collection: string; readonly scene: string }[]> {
  const wanted = await findRules(deps.catalog, deps.blobs.account, event);
  if (wanted.length > 0 && event.account !== deps.blobs.account)
    throw invalid('account', `blobs of ${event.account} can't be read: this app reads ${deps.blobs.account}`);
  let problem: Error | undefined;
  for (const { collection, rule, match } of wanted) {
    const recorded = await recordFile(deps, collection, event, match, now);
    await publishScene(deps, { collection, rule, scene: match.scene, eventTime: event.time }, now);
    problem ??= recorded.problem;
  }
  if (problem) throw problem;
  return wanted.map(({ collection, match }) => ({ collection, scene: match.scene }));
}
