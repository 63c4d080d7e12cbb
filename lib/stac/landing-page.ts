import type { Collection } from './collection.ts';
import { conformsTo } from './conformance.ts';
import type { Link } from './item.ts';
import { filterLinks, stacUrls } from './links.ts';
import { mediaTypes } from './media-types.ts';

/** The STAC API's root: a STAC catalog that says what the API can do and links to every collection.
 * @param root the landing page's URL without trailing slash */
export function landingPage(root: string, collections: readonly Collection[]): Readonly<Record<string, unknown>> {
  const links: readonly Link[] = [
    { rel: 'self', href: root, type: mediaTypes.json },
    { rel: 'root', href: root, type: mediaTypes.json },
    { rel: 'conformance', href: `${root}/conformance`, type: mediaTypes.json },
    { rel: 'data', href: `${root}/collections`, type: mediaTypes.json },
    { rel: 'search', href: `${root}/search`, type: mediaTypes.geojson, method: 'GET' },
    { rel: 'search', href: `${root}/search`, type: mediaTypes.geojson, method: 'POST' },
    ...filterLinks(root),
    { rel: 'service-desc', href: `${root}/api`, type: mediaTypes.openapi },
    // The same URL by its Accept header: what the conformance class oas30 promises.
    { rel: 'service-desc', href: `${root}/api`, type: mediaTypes.openapi30 },
    { rel: 'service-doc', href: `${root}/api.html`, type: 'text/html' },
    ...collections.map((collection) => ({
      rel: 'child',
      href: stacUrls.collection(root, collection.id),
      type: mediaTypes.json,
      title: collection.title ?? collection.id,
    })),
  ];
  return {
    type: 'Catalog',
    stac_version: '1.0.0',
    id: 'revisit',
    title: 'Revisit STAC API',
    description: 'Searchable catalog of the imagery in this planetary computer.',
    conformsTo,
    links,
  };
}
