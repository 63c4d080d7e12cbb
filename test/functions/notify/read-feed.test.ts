import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { acknowledgeEntries, getAtomFeed, getEntries } from '../../../functions/notify/read-feed.ts';
import { openSqliteRecords } from '../../../lib/catalog/sqlite-records.ts';
import { parseConfig } from '../../../lib/config.ts';
import { http } from '../../../lib/http/handler.ts';
import { appendEntry, feedEntry } from '../../../lib/notify/feed-entry.ts';
import { newSubscription, saveSubscription } from '../../../lib/notify/subscription.ts';
import { call } from '../../helpers/call.ts';
import { testItem } from '../../helpers/stac-documents.ts';

/** Reads XML with Python's expat, which takes only what is well-formed. */
const readAtom = `
import json, sys, xml.dom.minidom as dom
a = 'http://www.w3.org/2005/Atom'
feed = dom.parse(sys.stdin.buffer).documentElement
def text(of, name): return [''.join(c.data for c in e.childNodes) for e in of.childNodes if e.localName == name]
entries = [{'id': text(e, 'id'), 'title': text(e, 'title')} for e in feed.getElementsByTagNameNS(a, 'entry')]
links = {l.getAttribute('rel'): l.getAttribute('href') for l in feed.childNodes if l.localName == 'link'}
print(json.dumps({'root': [feed.namespaceURI, feed.localName], 'id': text(feed, 'id'), 'title': text(feed, 'title'), 'entries': entries, 'links': links}))
`;
const python = spawnSync('python3', ['-c', 'import xml.dom.minidom']).status === 0;
const withPython = { skip: python ? false : 'python3 is not installed' };

interface Atom {
  readonly root: readonly string[];
  readonly id: readonly string[];
  readonly title: readonly string[];
  readonly entries: readonly { readonly id: readonly string[]; readonly title: readonly string[] }[];
  readonly links: Readonly<Record<string, string>>;
}

interface Entries {
  readonly entries: readonly { readonly seq: number; readonly id: string }[];
  readonly cursor?: string;
  readonly links: readonly { readonly rel: string; readonly href: string }[];
}

describe('A feed', () => {
  const records = openSqliteRecords(':memory:');
  const deps = { records, config: parseConfig({}) };
  const origin = 'http://127.0.0.1:7071';
  const title = 'Fields & <woods> "north" \u0007 ☀';
  const subscription = newSubscription({ title, search: {} }, { origin, now: new Date() });
  const quiet = newSubscription({ search: {} }, { origin, now: new Date() });
  const url = (id = subscription.id) => `${origin}/api/notify/v1/subscriptions/${id}`;
  const newest = 23;
  const oldestFirst = Array.from({ length: newest }, (_, index) => index + 1);
  const newestFirst = oldestFirst.toReversed();

  before(async () => {
    await saveSubscription(records, subscription);
    await saveSubscription(records, quiet);
    for (const number of oldestFirst) {
      const item = testItem('scenes & more', `<scene> ${number} & "co"`);
      const change = { collection: item.collection, id: item.id, version: '1', eventTime: '2024-01-01T00:00:00Z' };
      await appendEntry(records, subscription.id, feedEntry(item, { ...change, change: 'created' }));
    }
  });
  after(() => records.close());

  const get = (query: string, id = subscription.id) =>
    call(http(getEntries(deps)), query.startsWith('http') ? query : `${url(id)}/entries${query}`, { params: { id } });
  const read = async (query: string, id?: string) => (await get(query, id)).json() as Entries;
  const atom = (query = '', id = subscription.id) =>
    call(http(getAtomFeed(deps)), query.startsWith('http') ? query : `${url(id)}/feed.atom${query}`, {
      params: { id },
    });
  const acknowledge = (body: unknown, id = subscription.id) =>
    call(http(acknowledgeEntries(deps)), `${url(id)}/ack`, { method: 'POST', params: { id }, body });
  const parse = (text: string): Atom => {
    const { status, stdout, stderr } = spawnSync('python3', ['-c', readAtom], { input: text, encoding: 'utf8' });
    assert.equal(status, 0, `${stderr}\n${text}`);
    return JSON.parse(stdout) as Atom;
  };

  for (const limit of [1, 5, 23, 50])
    it(`is read newest first by its next links, ${limit} at a time, each entry once`, async () => {
      const seen: number[] = [];
      for (let next: string | undefined = `?order=desc&limit=${limit}`; next;) {
        const page: Entries = await read(next);
        seen.push(...page.entries.map(({ seq }) => seq));
        next = page.links.find(({ rel }) => rel === 'next')?.href;
      }
      assert.deepEqual(seen, newestFirst);
    });

  it('is read oldest first by its cursor, which stays where it is when there is nothing new', async () => {
    const seen: number[] = [];
    let cursor: string | undefined = '0';
    for (;;) {
      const page: Entries = await read(`?limit=5&cursor=${cursor}`);
      ({ cursor } = page);
      seen.push(...page.entries.map(({ seq }) => seq));
      if (page.entries.length === 0) break;
    }
    assert.deepEqual(seen, oldestFirst);
    assert.equal(cursor, '23');
    assert.deepEqual(await read('', quiet.id).then((page) => [page.entries, page.cursor]), [[], '0']);
  });

  it('goes on after what was acknowledged, which never goes back', async () => {
    assert.equal((await read('?limit=1')).entries[0]?.seq, 1);
    assert.deepEqual((await acknowledge({ cursor: '7' })).json(), { cursor: '7' });
    assert.equal((await read('?limit=1')).entries[0]?.seq, 8);
    assert.deepEqual((await acknowledge({ cursor: 3 })).json(), { cursor: '7' });
    assert.equal((await read('?limit=1')).entries[0]?.seq, 8);
    assert.equal((await read('?limit=1&cursor=2')).entries[0]?.seq, 3);
    assert.equal((await read('?limit=1&order=desc')).entries[0]?.seq, newest);
  });

  const fields = (text: string) =>
    (JSON.parse(text) as { errors: { field: string }[] }).errors.map(({ field }) => field);
  for (const [query, field] of [
    ['?cursor=-1', 'cursor'],
    ['?cursor=next', 'cursor'],
    ['?cursor=', 'cursor'],
    ['?cursor=9999999999999999', 'cursor'],
    ['?limit=0', 'limit'],
    ['?limit=1000', 'limit'],
    ['?limit=1.5', 'limit'],
    ['?order=random', 'order'],
  ] as const)
    it(`refuses ${query} and names ${field}`, async () => {
      for (const answer of [await get(query), await atom(query)]) {
        assert.equal(answer.status, 400, answer.text);
        assert.deepEqual(fields(answer.text), [field]);
      }
    });

  for (const cursor of [-1, 1.5, 'x', null, newest + 1, '9999999999999999'])
    it(`refuses to acknowledge ${JSON.stringify(cursor)}`, async () => {
      const answer = await acknowledge({ cursor });
      assert.equal(answer.status, 400, answer.text);
      assert.deepEqual(fields(answer.text), ['cursor']);
    });

  it('that is not there is 404', async () => {
    for (const answer of [
      await get('', 'nobody'),
      await atom('', 'nobody'),
      await acknowledge({ cursor: 0 }, 'nobody'),
    ])
      assert.equal(answer.status, 404);
  });

  it('is well-formed Atom whatever titles and ids hold', withPython, async () => {
    const answer = await atom('?limit=2');
    assert.equal(answer.headers['content-type'], 'application/atom+xml; charset=utf-8');
    const feed = parse(answer.text);
    assert.deepEqual(feed.root, ['http://www.w3.org/2005/Atom', 'feed']);
    // The control character is none that XML 1.0 can hold.
    assert.deepEqual(feed.title, ['Fields & <woods> "north"  ☀']);
    assert.deepEqual(feed.entries[0]?.title, ['<scene> 23 & "co"']);
    assert.deepEqual(parse((await atom('', quiet.id)).text).entries, []);
  });

  it('leads through all entries once by the next links of its Atom pages', withPython, async () => {
    const seen: string[] = [];
    for (let next: string | undefined = '?limit=6'; next;) {
      const feed: Atom = parse((await atom(next)).text);
      seen.push(...feed.entries.flatMap(({ id }) => id));
      next = feed.links['next'];
    }
    assert.deepEqual(
      seen,
      newestFirst.map((seq) => `${url()}/entries#${seq}`),
    );
  });

  it('has the same ids whatever address its Atom is read by', withPython, async () => {
    const elsewhere = call(http(getAtomFeed(deps)), `http://localhost:8080/feed.atom?limit=1`, {
      params: { id: subscription.id },
    });
    const feed = parse((await elsewhere).text);
    assert.deepEqual(feed.id, [`urn:uuid:${subscription.id}`]);
    assert.deepEqual(feed.entries[0]?.id, [`${url()}/entries#23`]);
  });
});
