import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { openApi } from '../../../lib/stac/openapi.ts';
import { stacApp } from '../../helpers/stac-app.ts';
import { testCollection, testItem } from '../../helpers/stac-documents.ts';

/** Routes of the STAC API as functions/main.ts registers them: `GET /collections/{collection}`. */
function routesOfMain(): readonly string[] {
  const text = readFileSync(join(import.meta.dirname, '../../../functions/main.ts'), 'utf8');
  const paths: Record<string, string> = { stac: '', collection: '/collections/{collection}' };
  paths['item'] = `${paths['collection']}/items/{item}`;
  const path = (source: string) =>
    source.startsWith('`')
      ? source.slice(1, -1).replace(/\$\{(\w+)\}/g, (_, name: string) => paths[name]!)
      : paths[source]!;
  const stac = text.slice(text.indexOf('// ── stac/'));
  const reads = [...stac.matchAll(/app\.http\('stac-[^{]*\{\s*route: (`[^`]+`|\w+),\s*methods: (read|\['POST'\])/g)];
  const writes = [...stac.matchAll(/\bwrite\('stac-[^']*',\s*'(\w+)',\s*(`[^`]+`|\w+)/g)];
  return [
    ...reads.map(([, source, methods]) => `${methods === 'read' ? 'GET' : 'POST'} ${path(source!) || '/'}`),
    ...writes.map(([, method, source]) => `${method} ${path(source!)}`),
  ];
}

describe('OpenAPI', () => {
  it('documents every route of the STAC API, and no other', () => {
    const { paths } = openApi('https://example.com/api/stac/v1', '3.1') as {
      paths: Record<string, Record<string, unknown>>;
    };
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    // The document itself and its page.
    const served = routesOfMain().filter((route) => !/ \/api(?:\.html)?$/.test(route));
    assert.ok(served.length > 20, served.join());
    assert.deepEqual(documented.sort(), [...served].sort());
  });

  it('gives every operation an id of its own', () => {
    const text = JSON.stringify(openApi('https://example.com', '3.1'));
    const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('says what answers look like', async () => {
    const app = stacApp();
    const { components } = openApi('https://example.com', '3.1') as {
      components: { schemas: Record<string, object> };
    };
    await app.catalog.putCollection(testCollection('a'));
    await app.catalog.putItem(testItem('a', '1'));
    const { aggregations } = (await app.request('GET', '/aggregations')).json() as { aggregations: { name: string }[] };
    const names = aggregations.map(({ name }) => name).join();
    for (const [path, schema] of [
      [`/aggregate?aggregations=${names}`, 'AggregationCollection'],
      [`/aggregate?datetime=1900-01-01&aggregations=${names}`, 'AggregationCollection'],
      ['/collections', 'Collections'],
      ['/collections?fields=title', 'Collections'],
      ['/search', 'ItemCollection'],
      ['/collections/a', 'Collection'],
      ['/collections/a/items/1', 'Item'],
      ['/search?limit=x', 'Problem'],
    ] as const) {
      const validate = new Ajv2020({ strict: false }).compile(components.schemas[schema]!);
      assert.ok(validate((await app.request('GET', path)).json()), `${path}: ${JSON.stringify(validate.errors)}`);
    }
    const body = { items: { 2: testItem('a', '2'), 3: { id: '3' } }, method: 'upsert' };
    const validate = new Ajv2020({ strict: false }).compile(components.schemas['BulkReport']!);
    const report = await app.request('POST', '/collections/a/bulk_items', { body });
    assert.ok(report.status === 207 && validate(report.json()), `${report.text}: ${JSON.stringify(validate.errors)}`);
    await app.close();
  });
});
