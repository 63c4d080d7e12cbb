import type { Catalog } from '../catalog/catalog.ts';
import type { IngestRule } from '../datasets/ingest-rule.ts';
import { NotFoundError } from '../errors.ts';
import type { Collection } from '../stac/collection.ts';
import type { JobRecord } from './job-record.ts';

/** Where composites go unless a request names another collection; container of the same name. */
export const outputCollectionId = 'composites';

/** Files of one job share a folder; `item.json` beside the COG tells what it was made of. */
export const outputFiles = { cog: 'composite.tif', preview: 'preview.webp', metadata: 'item.json' } as const;

const outputCollection: Collection = {
  type: 'Collection',
  stac_version: '1.0.0',
  id: outputCollectionId,
  title: 'Composites',
  description: 'Cloud-free composites made by jobs and schedules, each linked to the scenes that it was made of.',
  license: 'various',
  extent: { spatial: { bbox: [[-180, -90, 180, 90]] }, temporal: { interval: [[null, null]] } },
  links: [],
  'revisit:ingest': [
    {
      kind: 'cog',
      container: outputCollectionId,
      pattern: '{scene}/{asset}.{extension}',
      requiredAssets: ['composite', 'preview'],
      sidecar: outputFiles.metadata,
      settleSeconds: 60,
    },
  ],
};

/** Creates the collection of composites when it isn't there; one that was edited stays as it is. */
export async function ensureOutputCollection(catalog: Catalog): Promise<void> {
  if (!(await catalog.getCollection(outputCollectionId))) await catalog.putCollection(outputCollection);
}

/** The ingest rule of a collection that can take composites in: kind cog, with our sidecar, and a folder that only `{scene}` varies. */
export function outputRule(collection: Collection): IngestRule | undefined {
  return collection['revisit:ingest']?.find(
    (rule) =>
      rule.kind === 'cog' &&
      rule.sidecar === outputFiles.metadata &&
      !/[*{]/.test(folderOf(rule).replace('{scene}', '')),
  );
}

/** Where a job's files go. @throws {NotFoundError} when the collection has gone or takes none any more */
export async function outputPlace(
  catalog: Catalog,
  job: JobRecord,
): Promise<{ readonly container: string; readonly prefix: string }> {
  const id = job.request.output.collection ?? outputCollectionId;
  const found = await catalog.getCollection(id);
  const rule = found && outputRule(found.collection);
  if (!rule) throw new NotFoundError('collection that takes composites', id);
  return { container: rule.container, prefix: folderOf(rule).replace('{scene}', job.request.output.item ?? job.id) };
}

function folderOf(rule: IngestRule): string {
  return rule.pattern.slice(0, rule.pattern.lastIndexOf('/') + 1);
}
