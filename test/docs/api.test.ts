import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { compositeRequestSchema } from '../../lib/jobs/composite-request.ts';
import { compositeSearch } from '../../lib/jobs/composite-search.ts';
import { scheduleRequestSchema } from '../../lib/jobs/schedule.ts';
import type { BulkReport } from '../../lib/stac/bulk-report.ts';
import { bulkItemsSchema } from '../../lib/stac/bulk-request.ts';
import { subscriptionRequestSchema } from '../../lib/notify/subscription-request.ts';
import { stacApp } from '../helpers/stac-app.ts';
import { testCollection } from '../helpers/stac-documents.ts';

const text = await readFile(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
const examples = [...text.matchAll(/```json (\w+)\n(.*?)```/gs)].map(([, name = '', body = '']) => ({
  name,
  body: JSON.parse(body) as unknown,
}));

describe('The examples of docs/api.md', () => {
  const check: Readonly<Record<string, (body: unknown) => unknown>> = {
    subscription: (body) => subscriptionRequestSchema.parse(body),
    composite: (body) => compositeSearch(compositeRequestSchema.parse(body), new Date()),
    bulk: (body) => bulkItemsSchema.parse(body),
    answer: (body) => (body as BulkReport).problems,
    schedule: (body) => compositeSearch(scheduleRequestSchema.parse(body).request, new Date()),
  };
  it('are of each kind', () => assert.deepEqual(examples.map(({ name }) => name).sort(), Object.keys(check).sort()));
  for (const { name, body } of examples) it(`${name} is taken as it is`, () => assert.ok(check[name]?.(body)));
});

describe('bulk_items of docs/api.md', () => {
  const example = examples.find(({ name }) => name === 'bulk')?.body as { items: Record<string, { id: string }> };
  it('writes its item', async () => {
    const app = stacApp();
    await app.catalog.putCollection(testCollection('sentinel-2-l2a'));
    const answer = await app.request('POST', '/collections/sentinel-2-l2a/bulk_items', { body: example });
    assert.equal((answer.json() as BulkReport).created, 1, answer.text);
    await app.close();
  });
  it('answers as shown', async () => {
    const app = stacApp();
    await app.catalog.putCollection(testCollection('sentinel-2-l2a'));
    const [item] = Object.values(example.items);
    const bad = { ...item, id: 'S2A_31TGM_20260603', properties: { datetime: 'June' } };
    const answer = await app.request('POST', '/collections/sentinel-2-l2a/bulk_items', {
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${'\n'.repeat(16)}${JSON.stringify(bad)}\n`,
    });
    const shown = examples.find(({ name }) => name === 'answer')?.body as BulkReport;
    assert.deepEqual((answer.json() as BulkReport).problems, shown.problems);
    await app.close();
  });
});
