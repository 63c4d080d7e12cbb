import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { compileRule } from '../../lib/datasets/compile-rule.ts';
import { ingestRuleSchema } from '../../lib/datasets/ingest-rule.ts';
import { compositeRequestSchema } from '../../lib/jobs/composite-request.ts';
import { compositeSearch } from '../../lib/jobs/composite-search.ts';
import { subscriptionRequestSchema } from '../../lib/notify/subscription-request.ts';

const root = join(import.meta.dirname, '..', '..');
const text = await readFile(join(root, 'README.md'), 'utf8');

/** Path and body of each `curl -X POST`. */
const posts = [...text.matchAll(/curl -X POST http:\/\/127\.0\.0\.1:7071(\S+) .*?-d '(.*?)'/gs)].map(
  ([, path = '', body = '']) => ({
    path,
    body: JSON.parse(body) as unknown,
  }),
);

describe('The examples of README.md', () => {
  it('subscribe', () => {
    const example = posts.find(({ path }) => path === '/api/notify/v1/subscriptions');
    assert.equal(subscriptionRequestSchema.parse(example?.body).webhook?.url, 'http://127.0.0.1:9000/hook');
  });
  it('ask for a composite', () => {
    const example = posts.find(({ path }) => path === '/api/jobs/v1/composites');
    const request = compositeRequestSchema.parse(example?.body);
    assert.deepEqual(compositeSearch(request, new Date()).collections, ['sentinel-2-l2a']);
  });
  it('make an ingest rule that takes a file apart', () => {
    const rule = /"revisit:ingest": \[(\{.*?\})\]/.exec(text)?.[1] ?? '';
    const match = compileRule(ingestRuleSchema.parse(JSON.parse(rule))).match('field-7/red_20260501.tif');
    assert.deepEqual([match?.scene.includes('field-7'), match?.asset], [true, 'red']);
  });
  it('name commands that are there', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/npm (?:run )?(start|test|bench|interop|load|build)\b/g)].map(
      ([, name = '']) => name,
    );
    assert.deepEqual(
      named.filter((name) => scripts[name] === undefined),
      [],
    );
  });
  it('name documents that are there', () => {
    const named = [...text.matchAll(/`((?:docs\/[\w/.-]*|infra\/|tasks\/|CONTRIBUTING\.md))`/g)].map(
      ([, path = '']) => path,
    );
    assert.ok(named.length >= 4);
    assert.deepEqual(
      named.filter((path) => !existsSync(join(root, path))),
      [],
    );
  });
});
