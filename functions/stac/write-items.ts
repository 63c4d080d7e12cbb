import type { HttpRequest } from '@azure/functions';
import { z } from 'zod';
import { ConflictError, invalid, NotFoundError } from '../../lib/errors.ts';
import { etagOf, mayWrite } from '../../lib/http/etag.ts';
import { json, type Handler } from '../../lib/http/handler.ts';
import { parseWith, readJson } from '../../lib/http/read-body.ts';
import { withinField } from '../../lib/http/within-field.ts';
import { itemAnswer } from '../../lib/stac/item-collection.ts';
import { stacUrls } from '../../lib/stac/links.ts';
import { mediaTypes } from '../../lib/stac/media-types.ts';
import { patchItem as patched } from '../../lib/stac/merge-patch.ts';
import { parseItem } from '../../lib/stac/parse-item.ts';
import { createItem, removeItem, replaceItem } from '../../lib/stac/write-item.ts';
import type { Deps } from '../deps.ts';
import { requireCollection } from './collections.ts';
import { stacRoot } from './stac-root.ts';

type Use = Pick<Deps, 'catalog' | 'config' | 'queues'>;

const featuresSchema = z.looseObject({
  type: z.literal('FeatureCollection'),
  features: z.array(z.unknown()).max(10_000),
});

/** `POST /api/stac/v1/collections/{collection}/items`: one Feature, or a FeatureCollection of which nothing is written
 * when any of its items is bad or exists already. */
export const postItems =
  (deps: Use): Handler =>
  async (request) => {
    const { collection = '' } = request.params;
    await requireCollection(deps, collection);
    const body = await readJson(request);
    if (!isFeatureCollection(body)) {
      const item = parseItem(body, collection);
      await createItem(deps, item, new Date());
      return itemWritten(deps, request, collection, item.id, 201);
    }
    const items = parseFeatures(body, collection);
    const there = await Promise.all(items.map((item) => deps.catalog.getItem(collection, item.id)));
    const taken = there.flatMap((stored) => (stored ? [stored.id] : []));
    if (taken.length > 0)
      throw new ConflictError(`${collection} has these items already: ${taken.slice(0, 20).join(', ')}`);
    for (const item of items) await createItem(deps, item, new Date());
    const root = stacRoot(request, deps);
    const links = items.map((item) => ({ rel: 'item', href: stacUrls.item(root, collection, item.id) }));
    return json({ created: items.map((item) => item.id), links }, { status: 201 });
  };

/** `PUT /api/stac/v1/collections/{collection}/items/{item}`: replaces an item that is there. */
export const putItem =
  (deps: Use): Handler =>
  async (request) => {
    const at = place(request);
    const item = parseItem(await readJson(request), at.collection, at.id);
    await replaceItem(
      deps,
      at,
      () => item,
      (version) => mayWrite(request, version),
      new Date(),
    );
    return itemWritten(deps, request, at.collection, at.id, 200);
  };

/** `PATCH /api/stac/v1/collections/{collection}/items/{item}`: a JSON merge patch, in which a null geometry or datetime stays as null. */
export const patchItem =
  (deps: Use): Handler =>
  async (request) => {
    const at = place(request);
    const patch = parseWith(z.looseObject({}), await readJson(request));
    const change = (found: unknown) => parseItem(patched(found, patch), at.collection, at.id);
    await replaceItem(deps, at, change, (version) => mayWrite(request, version), new Date());
    return itemWritten(deps, request, at.collection, at.id, 200);
  };

/** `DELETE /api/stac/v1/collections/{collection}/items/{item}` */
export const deleteItem =
  (deps: Use): Handler =>
  async (request) => {
    await removeItem(deps, place(request), (version) => mayWrite(request, version), new Date());
    return { status: 204 };
  };

function place(request: HttpRequest): { readonly collection: string; readonly id: string } {
  return { collection: request.params['collection'] ?? '', id: request.params['item'] ?? '' };
}

function isFeatureCollection(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'type' in body && body.type === 'FeatureCollection';
}

/** Names the feature in each issue: `features[3].id`. */
function parseFeatures(body: unknown, collection: string) {
  const { features } = parseWith(featuresSchema, body);
  const items = features.map((feature, index) =>
    withinField(`features[${index}]`, () => parseItem(feature, collection)),
  );
  const ids = new Set<string>();
  for (const [index, item] of items.entries()) {
    if (ids.has(item.id)) throw invalid(`features[${index}].id`, 'is there twice');
    ids.add(item.id);
  }
  return items;
}

async function itemWritten(deps: Use, request: HttpRequest, collection: string, id: string, status: 200 | 201) {
  const stored = await deps.catalog.getItem(collection, id);
  if (!stored) throw new NotFoundError(`item of ${collection}`, id);
  const root = stacRoot(request, deps);
  const location = status === 201 ? { location: stacUrls.item(root, collection, id) } : {};
  return json(itemAnswer(root, stored), {
    status,
    type: mediaTypes.geojson,
    headers: { etag: etagOf(stored.version), ...location },
  });
}
