import { mediaTypes } from './media-types.ts';
import type { Link } from './item.ts';

/** Path of the STAC API under the app's base URL. */
export const stacPath = '/api/stac/v1';

const queryablesRel = 'http://www.opengis.net/def/rel/ogc/1.0/queryables';
const sortablesRel = 'http://www.opengis.net/def/rel/ogc/1.0/sortables';

/** Links that answers make. What a client sends back of them is dropped on writing. */
const answerRels = new Set([
  'self',
  'root',
  'parent',
  'collection',
  'items',
  'aggregate',
  'aggregations',
  queryablesRel,
  sortablesRel,
]);

/** URLs of the STAC API. `root` is the landing page, without trailing slash. */
export const stacUrls = {
  collection: (root: string, collection: string) => `${root}/collections/${encodeURIComponent(collection)}`,
  item: (root: string, collection: string, id: string) =>
    `${root}/collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(id)}`,
};

/** Links of a document that are its own: `derived_from`, `license`, `via` … */
export function ownLinks(links: readonly Link[]): readonly Link[] {
  return links.filter((link) => !answerRels.has(link.rel));
}

export function itemLinks(root: string, collection: string, id: string): readonly Link[] {
  const parent = stacUrls.collection(root, collection);
  return [
    { rel: 'self', href: stacUrls.item(root, collection, id), type: mediaTypes.geojson },
    { rel: 'root', href: root, type: mediaTypes.json },
    { rel: 'parent', href: parent, type: mediaTypes.json },
    { rel: 'collection', href: parent, type: mediaTypes.json },
  ];
}

/** Where to learn what a search for collections can be filtered by. */
export function collectionQueryablesLink(root: string): Link {
  return { rel: queryablesRel, href: `${root}/collections-queryables`, type: mediaTypes.schema };
}

export function collectionLinks(root: string, id: string): readonly Link[] {
  const self = stacUrls.collection(root, id);
  return [
    { rel: 'self', href: self, type: mediaTypes.json },
    { rel: 'root', href: root, type: mediaTypes.json },
    { rel: 'parent', href: root, type: mediaTypes.json },
    { rel: 'items', href: `${self}/items`, type: mediaTypes.geojson },
    ...filterLinks(self),
  ];
}

/** Where to learn what can be filtered, sorted and counted by. @param at the landing page or a collection */
export function filterLinks(at: string): readonly Link[] {
  return [
    { rel: queryablesRel, href: `${at}/queryables`, type: mediaTypes.schema, title: 'What can be filtered by' },
    { rel: sortablesRel, href: `${at}/sortables`, type: mediaTypes.schema, title: 'What can be sorted by' },
    { rel: 'aggregate', href: `${at}/aggregate`, type: mediaTypes.json, method: 'GET' },
    { rel: 'aggregate', href: `${at}/aggregate`, type: mediaTypes.json, method: 'POST' },
    { rel: 'aggregations', href: `${at}/aggregations`, type: mediaTypes.json, title: 'What can be counted' },
  ];
}
