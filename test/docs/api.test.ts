import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { compositeRequestSchema } from '../../lib/jobs/composite-request.ts';
import { compositeSearch } from '../../lib/jobs/composite-search.ts';
import { scheduleRequestSchema } from '../../lib/jobs/schedule.ts';
import { subscriptionRequestSchema } from '../../lib/notify/subscription-request.ts';

const text = await readFile(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
const examples = [...text.matchAll(/```json (\w+)\n(.*?)```/gs)].map(([, name = '', body = '']) => ({
  name,
  body: JSON.parse(body) as unknown,
}));

describe('The examples of docs/api.md', () => {
  const check: Readonly<Record<string, (body: unknown) => unknown>> = {
    subscription: (body) => subscriptionRequestSchema.parse(body),
    composite: (body) => compositeSearch(compositeRequestSchema.parse(body), new Date()),
    schedule: (body) => compositeSearch(scheduleRequestSchema.parse(body).request, new Date()),
  };
  it('are of each kind', () => assert.deepEqual(examples.map(({ name }) => name).sort(), Object.keys(check).sort()));
  for (const { name, body } of examples) it(`${name} is taken as it is`, () => assert.ok(check[name]?.(body)));
});
