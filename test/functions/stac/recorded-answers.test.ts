import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Collection } from '../../../lib/stac/collection.ts';
import type { Item } from '../../../lib/stac/item.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { stacApp, type StacApp } from '../../helpers/stac-app.ts';
import { linkOf, testCollection, type Page } from '../../helpers/stac-documents.ts';

/** Requests of real clients to real servers, and what they were answered. */
interface Recording {
  readonly request: { readonly method: string; readonly uri: string; readonly body: object | null };
  readonly response: { readonly status: number; readonly body: Readonly<Record<string, unknown>> };
  readonly file: string;
}

/** Where the landing pages of the recorded servers are. */
const servers = [
  'https://planetarycomputer.microsoft.com/api/stac/v1',
  'https://earth-search.aws.element84.com/v1',
  'https://earth-search.aws.element84.com/v0',
  'https://stac.eoapi.dev',
] as const;

/** Requests that are not answered alike, and why. */
const otherwise: readonly (readonly [request: RegExp, why: string])[] = [
  [/^GET https:\/\/(?:raw\.githubusercontent\.com|radiantearth\.github\.io)/, 'files, not an API'],
  [
    /^GET https:\/\/stac\.sage\.uvt\.ro/,
    'about that server: its landing page and queryables; none of its items are there',
  ],
  [
    /^GET https:\/\/paituli\.csc\.fi/,
    'about that server: its landing page and a collection that lacks what STAC demands',
  ],
  [/\/queryables$/, 'queryables that someone wrote by hand; ours are what the items hold'],
  [/\/v[01]\/?$|eoapi\.dev\/?$/, 'landing pages tell of their own server'],
  [/earth-search.*\/v1\/collections\?/, 'that server ignores q and bbox; here they work'],
  [/earth-search.*"op":"lte"/, 'that server knows no "lte" and finds radar scenes without cloud cover too'],
  [/earth-search.*"exclude":\["geometry"/, 'its only item was answered without geometry, so it is not there'],
  [/"next":/, 'a page token of that server; here the first page’s link is followed'],
  [/"token":/, 'a page token of that server; here the first page’s link is followed'],
];

describe('requests recorded from other servers', { skip: sharedDataMissing }, () => {
  const recordings: Recording[] = sharedDataMissing ? [] : readRecordings();
  const apps = new Map<string, StacApp>();
  before(async () => {
    noteChanges(recordings.filter(({ response }) => response.status === 200));
    for (const server of servers) apps.set(server, stacApp());
    for (const { request, response } of recordings) {
      const app = apps.get(serverOf(request.uri) ?? '');
      if (!app || response.status !== 200) continue;
      for (const collection of collectionsIn(response.body)) {
        const { links: _links, ...rest } = collection;
        await app.catalog.putCollection({ ...rest, links: [] });
      }
    }
    for (const { request, response } of recordings) {
      const app = apps.get(serverOf(request.uri) ?? '');
      if (!app || response.status !== 200) continue;
      for (const item of wholeItemsIn(response.body)) {
        if (!(await app.catalog.getCollection(item.collection)))
          await app.catalog.putCollection(testCollection(item.collection));
        await app.catalog.putItem(item);
      }
    }
  });
  after(async () => {
    for (const app of apps.values()) await app.close();
  });

  it('few documents changed between recordings', () => assert.ok(changed.size < 40, [...changed].join()));

  let compared = 0;
  for (const recording of recordings) {
    const { request, response, file } = recording;
    const name = `${request.method} ${request.uri} ${request.body ? JSON.stringify(request.body) : ''}`.trim();
    const why = otherwise.find(([pattern]) => pattern.test(name))?.[1];
    if (why) {
      it(`${name.slice(0, 120)} (${file}) — not alike: ${why}`);
      continue;
    }
    it(`${name.slice(0, 160)} (${file})`, async () => {
      const server = serverOf(request.uri);
      assert.ok(server, 'a server of the table');
      const app = apps.get(server)!;
      const answer = await app.request(request.method, request.uri.slice(server.length), bodyOf(request));
      assert.equal(answer.status, response.status, answer.text);
      compared++;
      if (response.status !== 200) return;
      const { body } = response;
      if (body['type'] === 'FeatureCollection') {
        const pages = [answer.json() as Page];
        for (let next; (next = linkOf(pages.at(-1)!, 'next'));) {
          const turned = await app.request(next.method ?? 'GET', next.href, next.body ? { body: next.body } : {});
          pages.push(turned.json() as Page);
        }
        compareItems(
          pages.flatMap((page) => page.features),
          body['features'] as readonly Item[],
        );
        const limit = (request.body as { limit?: number })?.limit ?? new URL(request.uri).searchParams.get('limit');
        if (limit) assert.ok(pages[0]!.features.length <= Number(limit));
      } else if (Array.isArray(body['collections'])) {
        const found = answer.json() as { readonly collections: readonly Collection[] };
        const ids = found.collections.map(({ id }) => id);
        for (const collection of body['collections'] as readonly Collection[]) assert.ok(ids.includes(collection.id));
      } else {
        compareMembers(answer.json(), body);
      }
    });
  }

  it('most of them are compared', () => assert.ok(compared >= 77, `${compared} of ${recordings.length}`));
});

/** Every recorded item is found, with the same members. */
function compareItems(found: readonly Item[], recorded: readonly Item[]): void {
  const byId = new Map(found.map((item) => [item.id, item]));
  for (const item of recorded) {
    const answered = byId.get(item.id);
    assert.ok(answered, `${item.id} is found`);
    compareMembers(answered, item);
  }
}

/** All but links, which are each server's own; servers also changed a document between two recordings of it, of which
 * the last is there. */
function compareMembers(found: unknown, recorded: object): void {
  const { id } = recorded as { readonly id: string };
  for (const [member, value] of Object.entries(recorded)) {
    const answered = (found as Readonly<Record<string, unknown>>)[member];
    if (member === 'links') continue;
    if (changed.has(id)) assert.ok(answered !== undefined, `${id} ${member}`);
    else assert.deepEqual(answered, value, `${id} ${member}`);
  }
}

/** Ids that were recorded with more than one content. */
const changed = new Set<string>();

function noteChanges(recordings: readonly Recording[]): void {
  const contents = new Map<string, string>();
  for (const { response } of recordings) {
    for (const document of [...collectionsIn(response.body), ...wholeItemsIn(response.body)]) {
      const content = JSON.stringify({ ...document, links: [] });
      if ((contents.get(document.id) ?? content) !== content) changed.add(document.id);
      contents.set(document.id, content);
    }
  }
}

function readRecordings(): Recording[] {
  const files = ['pystac-client', 'stac-geoparquet'].flatMap((folder) =>
    readdirSync(sharedData(`api_recordings/${folder}`)).map((file) => `${folder}/${file}`),
  );
  return files.sort().flatMap((file) => {
    const text = readFileSync(sharedData(`api_recordings/${file}`), 'utf8');
    return (JSON.parse(text) as Omit<Recording, 'file'>[]).map((recording) => ({ ...recording, file }));
  });
}

function serverOf(uri: string): string | undefined {
  return servers.find((server) => uri.startsWith(server));
}

function bodyOf({ body }: Recording['request']): { body?: object } {
  return body ? { body } : {};
}

function collectionsIn(body: Recording['response']['body']): readonly Collection[] {
  if (body['type'] === 'Collection') return [body as unknown as Collection];
  return (body['collections'] as readonly Collection[] | undefined) ?? [];
}

/** Items with all that makes one; answers of the fields extension lack some. */
function wholeItemsIn(body: Recording['response']['body']): readonly Item[] {
  const items = body['type'] === 'Feature' ? [body] : ((body['features'] as object[] | undefined) ?? []);
  return (items as Item[]).filter((item) => item.geometry && item.assets && item.properties);
}
