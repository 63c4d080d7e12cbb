import { app, type FunctionInput, type HttpHandler, type HttpMethod, type StorageQueueHandler } from '@azure/functions';
import * as df from 'durable-functions';
import { queues } from '../lib/events/queues.ts';
import { compositeTiles } from '../orchestrations/composite-tiles.ts';
import { composite } from '../orchestrations/composite.ts';
import { activities, orchestrations } from '../orchestrations/names.ts';
import { ingestBlobEvent } from './ingest/ingest-blob-event.ts';
import { scanOnce } from './ingest/scan-container.ts';
import { settleScene } from './ingest/settle-scene.ts';
import { withFailureRecord } from './ingest/with-failure-record.ts';
import { cancelJob } from './jobs/cancel-job.ts';
import { getJob } from './jobs/get-job.ts';
import { listFailuresHandler } from './jobs/list-failures.ts';
import { getJobs } from './jobs/list-jobs.ts';
import { postComposite } from './jobs/post-composite.ts';
import { replayFailure } from './jobs/replay-failure.ts';
import { runSchedules } from './jobs/run-due-schedules.ts';
import { getSchedule, getSchedules, postSchedule, removeSchedule } from './jobs/schedules.ts';
import { deliver } from './notify/deliver-webhook.ts';
import { matchItem } from './notify/match-item.ts';
import { acknowledgeEntries, getAtomFeed, getEntries } from './notify/read-feed.ts';
import { deleteSubscription, getOneSubscription, getSubscriptions, postSubscription } from './notify/subscriptions.ts';
import { downloadAsset } from './pages/download-asset.ts';
import { getCollectionPage } from './pages/get-collection.ts';
import { getFeed } from './pages/get-feed.ts';
import { getHome } from './pages/get-home.ts';
import { getItemPage } from './pages/get-item.ts';
import { getThumbnail } from './pages/get-thumbnail.ts';
import { getWebFile } from './pages/get-web-file.ts';
import { getCollectionToken, getContainerToken } from './sas/get-token.ts';
import { sign } from './sas/sign.ts';
import { aggregateByGet, aggregateByPost, getAggregations } from './stac/aggregate.ts';
import { postBulkItems } from './stac/bulk-items.ts';
import { getCollection, getQueryables, getSortables } from './stac/collections.ts';
import { getItem } from './stac/get-item.ts';
import { getCollectionQueryables, listCollections } from './stac/list-collections.ts';
import { getConformance, getLandingPage } from './stac/landing.ts';
import { getOpenApi, getOpenApiPage } from './stac/openapi.ts';
import { listItems, searchByGet, searchByPost } from './stac/search.ts';
import { deleteCollection, patchCollection, postCollection, putCollection } from './stac/write-collections.ts';
import { deleteItem, patchItem, postItems, putItem } from './stac/write-items.ts';
import { route, withDeps } from './with-deps.ts';

// The table of contents: every trigger of the app, in the order of its path. Whatever writes or spends needs a key.

/** Anonymous reading, also by browsers of other sites. */
const read: HttpMethod[] = ['GET', 'HEAD', 'OPTIONS'];
/** Pages, which no other site has a use for. */
const view: HttpMethod[] = ['GET', 'HEAD'];

// ── ingest/ · queues blob-events, scene-settle and container-scans ────────────────────────────────────────────────────

queue('ingest-blob-event', queues.blobEvents, withDeps(ingestBlobEvent));
queue('settle-scene', queues.sceneSettle, withDeps(settleScene));
queue('scan-container', queues.containerScans, withDeps(scanOnce));

// ── jobs/ · /api/jobs/v1, schedules ───────────────────────────────────────────────────────────────────────────────────

const jobs = 'api/jobs/v1';
app.http('jobs', { route: jobs, methods: read, handler: route(getJobs) });
write('jobs-composite', 'POST', `${jobs}/composites`, route(postComposite), [df.input.durableClient()]);
app.http('jobs-failures', { route: `${jobs}/failures`, methods: read, handler: route(listFailuresHandler) });
write('jobs-failure-replay', 'POST', `${jobs}/failures/{id}/replay`, route(replayFailure));
app.http('jobs-schedules', { route: `${jobs}/schedules`, methods: read, handler: route(getSchedules) });
write('jobs-schedule-create', 'POST', `${jobs}/schedules`, route(postSchedule));
app.http('jobs-schedule', { route: `${jobs}/schedules/{id}`, methods: read, handler: route(getSchedule) });
write('jobs-schedule-delete', 'DELETE', `${jobs}/schedules/{id}`, route(removeSchedule));
app.http('jobs-job', { route: `${jobs}/{id}`, methods: read, handler: route(getJob) });
write('jobs-job-delete', 'DELETE', `${jobs}/{id}`, route(cancelJob), [df.input.durableClient()]);
write('jobs-job-cancel', 'POST', `${jobs}/{id}/cancel`, route(cancelJob), [df.input.durableClient()]);
app.timer('run-due-schedules', {
  schedule: '*/5 * * * * *',
  extraInputs: [df.input.durableClient()],
  handler: withDeps(runSchedules),
});

df.app.orchestration(orchestrations.composite, composite);
df.app.orchestration(orchestrations.compositeTiles, compositeTiles);
for (const name of Object.values(activities)) {
  df.app.activity(name, { handler: withDeps((deps) => deps.activities[name]) });
}

// ── notify/ · /api/notify/v1, queues item-changed and webhook-deliveries ──────────────────────────────────────────────

const subscriptions = 'api/notify/v1/subscriptions';
const subscription = `${subscriptions}/{id}`;
app.http('notify-subscriptions', { route: subscriptions, methods: read, handler: route(getSubscriptions) });
write('notify-subscription-create', 'POST', subscriptions, route(postSubscription));
app.http('notify-subscription', { route: subscription, methods: read, handler: route(getOneSubscription) });
write('notify-subscription-delete', 'DELETE', subscription, route(deleteSubscription));
write('notify-ack', 'POST', `${subscription}/ack`, route(acknowledgeEntries));
app.http('notify-entries', { route: `${subscription}/entries`, methods: read, handler: route(getEntries) });
app.http('notify-atom', { route: `${subscription}/feed.atom`, methods: read, handler: route(getAtomFeed) });
queue(
  'match-item',
  queues.itemChanged,
  withDeps((deps) => withFailureRecord(deps, queues.itemChanged, matchItem(deps))),
);
queue(
  'deliver-webhook',
  queues.webhookDeliveries,
  withDeps((deps) => withFailureRecord(deps, queues.webhookDeliveries, deliver(deps))),
);

// ── pages/ · / ────────────────────────────────────────────────────────────────────────────────────────────────────────

// The root is a route of its own kind: an empty one would mean the function's name.
app.http('page-home', { route: '{root:maxlength(0)?}', methods: view, handler: route(getHome) });
app.http('page-collection', { route: 'collections/{collection}', methods: view, handler: route(getCollectionPage) });
app.http('page-item', {
  route: 'collections/{collection}/items/{item}',
  methods: view,
  handler: route(getItemPage),
});
app.http('page-download', {
  route: 'downloads/{collection}/{item}/{asset}',
  methods: view,
  handler: route(downloadAsset),
});
app.http('page-feed', { route: 'feeds/{id}', methods: view, handler: route(getFeed) });
app.http('page-thumbnail', {
  route: 'thumbnails/{collection}/{item}.webp',
  methods: view,
  handler: route(getThumbnail),
});
app.http('page-file', { route: 'web/{file}', methods: view, handler: route(() => getWebFile) });

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
app.http('stac-aggregate', { route: `${stac}/aggregate`, methods: read, handler: route(aggregateByGet) });
app.http('stac-aggregate-post', { route: `${stac}/aggregate`, methods: ['POST'], handler: route(aggregateByPost) });
app.http('stac-aggregations', { route: `${stac}/aggregations`, methods: read, handler: route(getAggregations) });
app.http('stac-api', { route: `${stac}/api`, methods: read, handler: route(getOpenApi) });
app.http('stac-api-page', { route: `${stac}/api.html`, methods: read, handler: route(getOpenApiPage) });
app.http('stac-conformance', { route: `${stac}/conformance`, methods: read, handler: route(() => getConformance) });
app.http('stac-queryables', { route: `${stac}/queryables`, methods: read, handler: route(getQueryables) });
app.http('stac-sortables', { route: `${stac}/sortables`, methods: read, handler: route(getSortables) });
app.http('stac-search', { route: `${stac}/search`, methods: read, handler: route(searchByGet) });
app.http('stac-search-post', { route: `${stac}/search`, methods: ['POST'], handler: route(searchByPost) });

app.http('stac-collections', { route: `${stac}/collections`, methods: read, handler: route(listCollections) });
app.http('stac-collections-queryables', {
  route: `${stac}/collections-queryables`,
  methods: read,
  handler: route(getCollectionQueryables),
});
write('stac-collection-create', 'POST', `${stac}/collections`, route(postCollection));
app.http('stac-collection', { route: collection, methods: read, handler: route(getCollection) });
write('stac-collection-replace', 'PUT', collection, route(putCollection));
write('stac-collection-patch', 'PATCH', collection, route(patchCollection));
write('stac-collection-delete', 'DELETE', collection, route(deleteCollection));
app.http('stac-collection-aggregate', {
  route: `${collection}/aggregate`,
  methods: read,
  handler: route(aggregateByGet),
});
app.http('stac-collection-aggregate-post', {
  route: `${collection}/aggregate`,
  methods: ['POST'],
  handler: route(aggregateByPost),
});
app.http('stac-collection-aggregations', {
  route: `${collection}/aggregations`,
  methods: read,
  handler: route(getAggregations),
});
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
write('stac-items-bulk', 'POST', `${collection}/bulk_items`, route(postBulkItems));
app.http('stac-item', { route: item, methods: read, handler: route(getItem) });
write('stac-item-replace', 'PUT', item, route(putItem));
write('stac-item-patch', 'PATCH', item, route(patchItem));
write('stac-item-delete', 'DELETE', item, route(deleteItem));

/** A route that needs a function key. */
function write(
  name: string,
  method: HttpMethod,
  path: string,
  handler: HttpHandler,
  extraInputs: readonly FunctionInput[] = [],
): void {
  app.http(name, { route: path, methods: [method], authLevel: 'function', handler, extraInputs: [...extraInputs] });
}

/** A storage queue of the host's own account. */
function queue(name: string, queueName: string, handler: StorageQueueHandler): void {
  app.storageQueue(name, { queueName, connection: 'AzureWebJobsStorage', handler });
}
