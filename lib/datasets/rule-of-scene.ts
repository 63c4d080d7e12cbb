import { parseBlobUrl } from '../azure/blob-url.ts';
import type { BlobStore } from '../azure/blob-store.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/records.ts';
import { findRules } from './find-rules.ts';
import type { IngestRule } from './ingest-rule.ts';
import { sceneFiles } from './record-file.ts';

/** The rule under which a scene's files came in, as it is now.
 * @returns undefined when the collection has gone, or wants none of them any more */
export async function ruleOfScene(
  deps: { readonly catalog: Catalog; readonly records: RecordStore; readonly blobs: BlobStore },
  collection: string,
  scene: string,
): Promise<IngestRule | undefined> {
  const file = (await sceneFiles(deps.records, collection, scene)).find(({ present }) => present);
  const location = file && parseBlobUrl(file.url);
  if (!location) return undefined;
  const wanted = await findRules(deps.catalog, deps.blobs.account, location);
  return wanted.find((found) => found.collection === collection && found.match.scene === scene)?.rule;
}
