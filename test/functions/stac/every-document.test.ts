import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Item, Link } from '../../../lib/stac/item.ts';
import type { Collection } from '../../../lib/stac/collection.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { stacApp, stacRoot, type StacApp } from '../../helpers/stac-app.ts';
import { testCollection, testItem } from '../../helpers/stac-documents.ts';
import { stacErrors } from '../../helpers/stac-schemas.ts';

/** What the published OpenAPI documents of STAC API 1.0.0 say of an answer. */
type AnswerSchema = readonly [document: string, component: string];

/** By the path below the landing page; the first that fits. */
const answers: readonly (readonly [path: RegExp, schemas: readonly AnswerSchema[]])[] = [
  [/^$/, [['core', 'landingPage'], ['collections', 'landingPage'], ['ogcapi-features', 'landingPage']]], // prettier-ignore
  [/^\/conformance$/, [['ogcapi-features', 'conformanceClasses']]],
  [/^\/collections(\?|$)/, [['collections', 'collections'], ['ogcapi-features', 'collections']]], // prettier-ignore
  [/^\/collections\/[^/]+$/, [['collections', 'collection'], ['ogcapi-features', 'collection']]], // prettier-ignore
  [/^\/collections\/[^/]+\/items(\?|$)/, [['ogcapi-features', 'featureCollectionGeoJSON']]],
  [/^\/collections\/[^/]+\/items\/[^/]+$/, [['ogcapi-features', 'item']]],
  [/^\/search(\?|$)/, [['item-search', 'itemCollection']]],
];

interface Document {
  readonly type?: string;
  readonly links?: readonly Link[];
  readonly collections?: readonly Document[];
  readonly features?: readonly Document[];
}

const python = spawnSync('python3', ['-c', 'import yaml']).status === 0 ? 'python3' : '/usr/bin/python3';
const hasYaml = spawnSync(python, ['-c', 'import yaml']).status === 0;
const skip = sharedDataMissing || (hasYaml ? false : 'Python’s yaml is not installed');

/** Every GET of the STAC API, reached by following links from the landing page, and pages that searches lead to. */
describe('every document that the STAC API emits', { skip }, () => {
  let app: StacApp;
  const found = new Map<string, { readonly document: Document; readonly contentType: string }>();

  before(async () => {
    app = stacApp();
    const read = (path: string) => readFileSync(sharedData(path), 'utf8');
    for (const id of ['sentinel-2-l2a', 'landsat-c2-l2', 'naip'])
      await app.catalog.putCollection(JSON.parse(read(`items/${id}.collection.json`)) as Collection);
    await app.catalog.putCollection(testCollection('ünï & co/#?'));
    await app.catalog.putItem(testItem('ünï & co/#?', '😀 /a?b#c%'));
    const items = read('items/naip_1000_planetary_computer.ndjson').split('\n').filter(Boolean).slice(0, 25);
    await app.catalog.putItems(items.map((line) => ({ ...(JSON.parse(line) as Item), collection: 'naip' })));
    const visit = async (href: string): Promise<void> => {
      if (found.has(href) || !href.startsWith(stacRoot)) return;
      const { status, headers, text } = await app.request('GET', href);
      assert.equal(status, 200, href);
      if (!text.startsWith('{')) return;
      const document = JSON.parse(text) as Document;
      found.set(href, { document, contentType: headers['content-type'] ?? '' });
      const within = [document, ...(document.collections ?? []), ...(document.features ?? [])];
      for (const { links = [] } of within) for (const link of links) if (link.method !== 'POST') await visit(link.href);
    };
    await visit(stacRoot);
    const one = encodeURIComponent('ünï & co/#?');
    for (const path of [
      '/search?limit=10',
      '/search?limit=1&bbox=-180,-90,180,90&sortby=id',
      '/search?ids=none',
      '/collections?limit=2',
      '/collections?q=imagery',
      '/aggregate?aggregations=total_count,datetime_min,datetime_frequency,centroid_geohash_grid_frequency',
      `/collections/${one}/aggregate?aggregations=datetime_max,cloud_cover_frequency`,
    ])
      await visit(`${stacRoot}${path}`);
  });
  after(() => app.close());

  const each = () => [...found].map(([href, answer]) => ({ href, path: href.slice(stacRoot.length), ...answer }));

  it('is reached', () => {
    const paths = each().map(({ path }) => path.replace(/\?.*/, '').replace(/\/(collections|items)\/[^/]+/g, '/$1/*'));
    assert.deepEqual([...new Set(paths)].sort(), [
      '',
      '/aggregate',
      '/aggregations',
      '/api',
      '/collections',
      '/collections-queryables',
      '/collections/*',
      '/collections/*/aggregate',
      '/collections/*/aggregations',
      '/collections/*/items',
      '/collections/*/items/*',
      '/collections/*/queryables',
      '/collections/*/sortables',
      '/conformance',
      '/queryables',
      '/search',
      '/sortables',
    ]);
    assert.ok(each().length > 60, `${each().length} documents`);
  });

  it('and every catalog, collection and item in it, passes the schemas of STAC 1.0.0', async () => {
    let checked = 0;
    for (const { href, document } of each()) {
      const parts = [document, ...(document.collections ?? []), ...(document.features ?? [])];
      for (const part of parts.filter(({ type = '' }) => ['Catalog', 'Collection', 'Feature'].includes(type))) {
        assert.deepEqual(await stacErrors(part), [], href);
        checked++;
      }
    }
    assert.ok(checked > 80, `${checked} documents`);
  });

  it('passes the schemas that the specification of STAC API 1.0.0 gives for its path', () => {
    const checked = new Map<string, number>();
    for (const { href, path, document } of each()) {
      const [, schemas = []] = answers.find(([fits]) => fits.test(path)) ?? [];
      for (const [name, component] of schemas) {
        const validate = componentSchema(name, component);
        const errors = validate(document)
          ? []
          : (validate.errors ?? []).filter(({ instancePath }) => !outdated(instancePath));
        assert.deepEqual(
          errors.map(({ instancePath, message }) => `${instancePath} ${message}`),
          [],
          `${href} by ${name}#${component}`,
        );
        checked.set(`${name}#${component}`, (checked.get(`${name}#${component}`) ?? 0) + 1);
      }
    }
    assert.deepEqual(checked.size, new Set(answers.flatMap(([, schemas]) => schemas.map(String))).size);
  });

  it('of queryables and sortables is a JSON schema whose id is its URL', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: true });
    for (const { href, path, document, contentType } of each()) {
      if (!/(queryables|sortables)$/.test(path)) continue;
      assert.equal(contentType, 'application/schema+json', href);
      assert.equal(ajv.validateSchema(document), true, `${href} ${ajv.errorsText()}`);
      assert.equal((document as { readonly $id?: string }).$id, href);
    }
  });

  it('says by its media type what it is', () => {
    for (const { href, document, contentType } of each()) {
      const isGeoJson = document.type === 'Feature' || document.type === 'FeatureCollection';
      if (isGeoJson) assert.equal(contentType, 'application/geo+json', href);
      else assert.match(contentType, /^application\/(json|schema\+json|vnd\.oai\.openapi\+json;version=3\.1)$/, href);
    }
  });
});

/** The OpenAPI documents call the ends of a range `min` and `max`, the collection specification `minimum` and `maximum`. */
const outdated = (place: string) => place.includes('/summaries/');

const documents = new Map<string, Ajv>();

/** A component of one of the published OpenAPI 3.0 documents. */
function componentSchema(name: string, component: string) {
  let ajv = documents.get(name);
  if (!ajv) {
    const path = sharedData(`conformance/stac-api-spec/published/v1.0.0/${name}/openapi.yaml`);
    const toJson = 'import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout, default=str)';
    const { stdout } = spawnSync(python, ['-c', toJson, path], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    ajv.addSchema({ ...(JSON.parse(stdout) as object), $id: name });
    documents.set(name, ajv);
  }
  return ajv.getSchema(`${name}#/components/schemas/${component}`)!;
}
