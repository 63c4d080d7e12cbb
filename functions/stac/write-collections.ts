import type { HttpRequest } from '@azure/functions';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { requestScans } from '../../lib/datasets/scan-container.ts';
import { ConflictError, PreconditionFailedError } from '../../lib/errors.ts';
import { etagOf, mayWrite } from '../../lib/http/etag.ts';
import { json, type Handler } from '../../lib/http/handler.ts';
import { parseWith, readJson } from '../../lib/http/read-body.ts';
import { collectionAnswer } from '../../lib/stac/collection-answer.ts';
import type { Collection } from '../../lib/stac/collection.ts';
import { stacUrls } from '../../lib/stac/links.ts';
import { mergePatch } from '../../lib/stac/merge-patch.ts';
import { parseCollection } from '../../lib/stac/parse-collection.ts';
import type { Deps } from '../deps.ts';
import { requireCollection } from './collections.ts';
import { stacRoot } from './stac-root.ts';

type Use = Pick<Deps, 'catalog' | 'config' | 'queues'>;

/** `POST /api/stac/v1/collections`: its ingest rules work at once, and for what their containers hold already. */
export const postCollection =
  (deps: Use): Handler =>
  async (request) => {
    const collection = parseCollection(await readJson(request));
    try {
      await deps.catalog.putCollection(collection, { ifVersion: null });
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error;
      throw new ConflictError(`There is a collection ${collection.id} already`, { cause: error });
    }
    await requestScans(deps, collection);
    return collectionWritten(deps, request, collection.id, 201);
  };

/** `PUT /api/stac/v1/collections/{collection}`: replaces a collection that is there; its items stay. */
export const putCollection =
  (deps: Use): Handler =>
  async (request) => {
    const id = idOf(request);
    const collection = parseCollection(await readJson(request), id);
    return replace(deps, request, id, () => collection);
  };

/** `PATCH /api/stac/v1/collections/{collection}`: a JSON merge patch. */
export const patchCollection =
  (deps: Use): Handler =>
  async (request) => {
    const id = idOf(request);
    const patch = parseWith(z.looseObject({}), await readJson(request));
    return replace(deps, request, id, (found) => parseCollection(mergePatch(found, patch), id));
  };

/** `DELETE /api/stac/v1/collections/{collection}`: its items go too; the blobs stay. */
export const deleteCollection =
  (deps: Use): Handler =>
  async (request) => {
    const id = idOf(request);
    const { version } = await requireCollection(deps, id);
    if (!mayWrite(request, version))
      throw new PreconditionFailedError(`Collection ${id}`, 'what If-Match or If-None-Match asks for', version);
    await deps.catalog.deleteCollection(id);
    return { status: 204 };
  };

async function replace(deps: Use, request: HttpRequest, id: string, change: (found: Collection) => Collection) {
  for (let attempt = 0; ; attempt++) {
    const { collection, version } = await requireCollection(deps, id);
    if (!mayWrite(request, version))
      throw new PreconditionFailedError(`Collection ${id}`, 'what If-Match or If-None-Match asks for', version);
    try {
      const changed = change(collection);
      await deps.catalog.putCollection(changed, { ifVersion: version });
      if (!isDeepStrictEqual(changed['revisit:ingest'], collection['revisit:ingest']))
        await requestScans(deps, changed);
      return await collectionWritten(deps, request, id, 200);
    } catch (error) {
      if (!(error instanceof PreconditionFailedError) || attempt === 4) throw error;
    }
  }
}

async function collectionWritten(deps: Use, request: HttpRequest, id: string, status: 200 | 201) {
  const { collection, version } = await requireCollection(deps, id);
  const root = stacRoot(request, deps);
  const location = status === 201 ? { location: stacUrls.collection(root, id) } : {};
  return json(collectionAnswer(root, collection, deps.config), {
    status,
    headers: { etag: etagOf(version), ...location },
  });
}

function idOf(request: HttpRequest): string {
  return request.params['collection'] ?? '';
}
