import { app, type HttpHandler, type HttpMethod } from '@azure/functions';
import { getCollectionToken, getContainerToken } from './sas/get-token.ts';
import { sign } from './sas/sign.ts';
import { getCollection, getQueryables, getSortables, listCollections } from './stac/collections.ts';
import { getItem } from './stac/get-item.ts';
import { getConformance, getLandingPage } from './stac/landing.ts';
import { getOpenApi, getOpenApiPage } from './stac/openapi.ts';
import { listItems, searchByGet, searchByPost } from './stac/search.ts';
import { deleteCollection, patchCollection, postCollection, putCollection } from './stac/write-collections.ts';
import { deleteItem, patchItem, postItems, putItem } from './stac/write-items.ts';
import { route } from './with-deps.ts';

// The table of contents: every trigger of the app, in the order of its path. Whatever writes or spends needs a key.

/** Anonymous reading, also by browsers of other sites. */
const read: HttpMethod[] = ['GET', 'HEAD', 'OPTIONS'];

// ── ingest/ · queues blob-events and scene-settle ─────────────────────────────────────────────────────────────────────

// ── jobs/ · /api/jobs/v1, schedules ───────────────────────────────────────────────────────────────────────────────────

// ── notify/ · /api/notify/v1, queues item-changed and webhook-deliveries ──────────────────────────────────────────────

// ── pages/ ────────────────────────────────────────────────────────────────────────────────────────────────────────────

// ── sas/ · /api/sas/v1 ────────────────────────────────────────────────────────────────────────────────────────────────

const sas = 'api/sas/v1';
app.http('sas-sign', { route: `${sas}/sign`, methods: read, handler: route(sign) });
app.http('sas-token-collection', {
  route: `${sas}/token/{collection}`,
  methods: read,
  handler: route(getCollectionToken),
});
app.http('sas-token-container', {
  route: `${sas}/token/{account}/{container}`,
  methods: read,
  handler: route(getContainerToken),
});

// ── stac/ · /api/stac/v1 ──────────────────────────────────────────────────────────────────────────────────────────────

const stac = 'api/stac/v1';
const collection = `${stac}/collections/{collection}`;
const item = `${collection}/items/{item}`;

app.http('stac-landing', { route: stac, methods: read, handler: route(getLandingPage) });
app.http('stac-api', { route: `${stac}/api`, methods: read, handler: route(getOpenApi) });
app.http('stac-api-page', { route: `${stac}/api.html`, methods: read, handler: route(getOpenApiPage) });
app.http('stac-conformance', { route: `${stac}/conformance`, methods: read, handler: route(() => getConformance) });
app.http('stac-queryables', { route: `${stac}/queryables`, methods: read, handler: route(getQueryables) });
app.http('stac-sortables', { route: `${stac}/sortables`, methods: read, handler: route(getSortables) });
app.http('stac-search', { route: `${stac}/search`, methods: read, handler: route(searchByGet) });
app.http('stac-search-post', { route: `${stac}/search`, methods: ['POST'], handler: route(searchByPost) });

app.http('stac-collections', { route: `${stac}/collections`, methods: read, handler: route(listCollections) });
write('stac-collection-create', 'POST', `${stac}/collections`, route(postCollection));
app.http('stac-collection', { route: collection, methods: read, handler: route(getCollection) });
write('stac-collection-replace', 'PUT', collection, route(putCollection));
write('stac-collection-patch', 'PATCH', collection, route(patchCollection));
write('stac-collection-delete', 'DELETE', collection, route(deleteCollection));
app.http('stac-collection-queryables', {
  route: `${collection}/queryables`,
  methods: read,
  handler: route(getQueryables),
});
app.http('stac-collection-sortables', {
  route: `${collection}/sortables`,
  methods: read,
  handler: route(getSortables),
});

app.http('stac-items', { route: `${collection}/items`, methods: read, handler: route(listItems) });
write('stac-items-create', 'POST', `${collection}/items`, route(postItems));
app.http('stac-item', { route: item, methods: read, handler: route(getItem) });
write('stac-item-replace', 'PUT', item, route(putItem));
write('stac-item-patch', 'PATCH', item, route(patchItem));
write('stac-item-delete', 'DELETE', item, route(deleteItem));

/** A route that needs a function key. */
function write(name: string, method: HttpMethod, path: string, handler: HttpHandler): void {
  app.http(name, { route: path, methods: [method], authLevel: 'function', handler });
}
