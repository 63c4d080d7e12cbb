import { readFileSync } from 'node:fs';
import { assembleItem } from '../../../lib/datasets/assemble-item.ts';
import { compileRule } from '../../../lib/datasets/compile-rule.ts';
import type { IngestRule } from '../../../lib/datasets/ingest-rule.ts';
import { readSceneFile } from '../../../lib/datasets/read-scene-file.ts';
import type { SceneFile } from '../../../lib/datasets/scene-file.ts';
import type { Item } from '../../../lib/stac/item.ts';
import { sharedData } from '../../data/shared-data.ts';
import { memoryBlobs } from '../../helpers/memory-blobs.ts';

/** Makes the items of real files under a rule, without a catalog.
 * @param files blob path → path inside the shared data */
export async function itemsOf(rule: IngestRule, files: Readonly<Record<string, string>>): Promise<Map<string, Item>> {
  const blobs = memoryBlobs();
  const compiled = compileRule(rule);
  const scenes = new Map<string, SceneFile[]>();
  for (const [path, source] of Object.entries(files)) {
    const match = compiled.match(path);
    if (!match) continue;
    const location = { account: blobs.account, container: rule.container, path };
    await blobs.write(rule.container, path, readFileSync(sharedData(source)), 'application/octet-stream');
    const before = blobs.requests;
    const content = await readSceneFile(blobs, location, match.role);
    if (!content) throw new Error(`${path} is not there`);
    if (blobs.requests - before > 2) throw new Error(`${path} took ${blobs.requests - before} requests`);
    const { problem, ...facts } = content;
    if (problem) throw problem;
    const url = blobs.url(rule.container, path);
    const file = { ...match, ...facts, path, url, present: true, recordedAt: '2026-01-01T00:00:00.000Z' };
    scenes.set(match.scene, [...(scenes.get(match.scene) ?? []), file]);
  }
  const items = [...scenes].map(([scene, found]) => [scene, assembleItem('c', rule, scene, found)] as const);
  return new Map(items.filter((entry): entry is readonly [string, Item] => entry[1] !== undefined));
}
