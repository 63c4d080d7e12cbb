import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import {
  deleteSubscription,
  getOneSubscription,
  getSubscriptions,
  postSubscription,
} from '../../../functions/notify/subscriptions.ts';
import { openSqliteRecords } from '../../../lib/catalog/sqlite-records.ts';
import { parseConfig } from '../../../lib/config.ts';
import { http } from '../../../lib/http/handler.ts';
import { call } from '../../helpers/call.ts';

const base = 'http://127.0.0.1:7071/api/notify/v1/subscriptions';

interface Shown {
  readonly id: string;
  readonly search: Readonly<Record<string, unknown>>;
  readonly webhook?: { readonly url: string; readonly secret?: string };
}

describe('Subscriptions', () => {
  const records = openSqliteRecords(':memory:');
  const deps = { records, config: parseConfig({ WEBHOOK_ALLOW_PRIVATE: '1' }) };
  after(() => records.close());
  const post = (body: unknown) => call(http(postSubscription(deps)), base, { method: 'POST', body });
  const one = (id: string) => call(http(getOneSubscription(deps)), `${base}/${id}`, { params: { id } });
  const polygon = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ],
  };

  const accepted: readonly (readonly [given: Record<string, unknown>, search: Record<string, unknown>])[] = [
    [{}, {}],
    [
      { ids: ['a'], collections: ['c'], datetime: '2026-01-01/..' },
      { ids: ['a'], collections: ['c'], datetime: '2026-01-01/..' },
    ],
    [{ bbox: [170, -10, -170, 10], limit: 10, sortby: [] }, { bbox: [170, -10, -170, 10] }],
    [{ intersects: polygon }, { intersects: polygon }],
    [{ area: polygon }, { intersects: polygon }],
    [{ area: [0, 0, 1, 1] }, { bbox: [0, 0, 1, 1] }],
    [{ collection: 'c' }, { collections: ['c'] }],
    [{ filter: '"eo:cloud_cover" < 10' }, { filter: '"eo:cloud_cover" < 10', 'filter-lang': 'cql2-text' }],
    [{ query: { 'eo:cloud_cover': { lt: 10 } } }, { query: { 'eo:cloud_cover': { lt: 10 } } }],
  ];
  for (const [given, search] of accepted)
    it(`take ${JSON.stringify(given)}`, async () => {
      const answer = await post(given);
      assert.equal(answer.status, 201, answer.text);
      assert.deepEqual((answer.json() as Shown).search, search);
    });

  const refused: readonly (readonly [given: unknown, field: string])[] = [
    [[], 'body'],
    [{ colections: ['c'] }, 'colections'],
    [{ collections: 'c' }, 'collections'],
    [{ bbox: [1, 2, 3] }, 'bbox'],
    [{ area: [1, 2, 3] }, 'area'],
    [{ area: [0, 0, 1, 1], bbox: [0, 0, 1, 1] }, 'area'],
    [{ datetime: 'yesterday' }, 'datetime'],
    [{ filter: 'a <' }, 'filter'],
    [{ webhook: 'ftp://example.org' }, 'webhook.url'],
    [{ webhook: { url: 'https://example.org', secret: 'short' } }, 'webhook.secret'],
    [{ webhook: { url: 'https://example.org', secrt: 'x' } }, 'webhook.secrt'],
  ];
  for (const [given, field] of refused)
    it(`refuse ${JSON.stringify(given)} and name ${field}`, async () => {
      const answer = await post(given);
      assert.equal(answer.status, 400, answer.text);
      const { errors } = answer.json() as { errors: { field: string }[] };
      assert.ok(
        errors.some((error) => error.field.startsWith(field)),
        answer.text,
      );
    });

  it('show the secret and the whole webhook address once', async () => {
    const url = 'http://127.0.0.1:9/hooks/a-secret-path?key=1';
    for (const webhook of [url, { url }]) {
      const created = (await post({ webhook })).json() as Shown;
      assert.equal(created.webhook?.url, url);
      assert.match(created.webhook.secret ?? '', /^whsec_[A-Za-z0-9+/]{43}=$/);
      assert.deepEqual(((await one(created.id)).json() as Shown).webhook, { url: 'http://127.0.0.1:9/…' });
    }
  });

  it('are listed page by page, and are gone once deleted', async () => {
    const found: string[] = [];
    for (let next: string | undefined = `${base}?limit=3`; next;) {
      const page = (await call(http(getSubscriptions(deps)), next)).json() as {
        subscriptions: Shown[];
        links: { href: string }[];
      };
      found.push(...page.subscriptions.map(({ id }) => id));
      next = page.links[0]?.href;
    }
    assert.equal(new Set(found).size, accepted.length + 2);
    assert.deepEqual(found, found.toSorted());
    const [id = ''] = found;
    const remove = () => call(http(deleteSubscription(deps)), `${base}/${id}`, { method: 'DELETE', params: { id } });
    assert.equal((await remove()).status, 204);
    assert.equal((await remove()).status, 404);
    assert.equal((await one(id)).status, 404);
  });
});
