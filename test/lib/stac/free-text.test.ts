import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Collection } from '../../../lib/stac/collection.ts';
import { collectionTexts } from '../../../lib/stac/collection-probe.ts';
import { parseFreeText } from '../../../lib/stac/free-text.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { fieldsRefused } from '../search/issues-of.ts';

describe('free text', () => {
  const texts = ['Sentinel-2 Level-2A', 'Images of København’s harbours', 'EO'];
  for (const [q, found] of [
    ['sentinel', true],
    ['sentinel-2', true],
    ['SENTINEL 2', true],
    ['sentinel-1', false],
    ['kobenhavn', true],
    ['harbour', true],
    ['video, eo', true],
    ['video', false],
    // Words of a phrase stand beside each other, in one text.
    ['level sentinel', false],
    ['sentinel AND harbour', true],
    ['2a images', false],
    ['harb*', true],
    ['sentinel -harbour', false],
    ['sentinel -video', true],
    ['-(video OR sentinel)', false],
    ['sentinel (eo OR video)', true],
    ['"images of"', true],
    ['"sentinel or eo"', false],
    ['***', false],
  ] as const)
    it(`${q} ${found ? 'is there' : 'is not there'}`, () => assert.equal(parseFreeText(q)(texts), found));

  for (const q of ['(', ')', 'a)', '"a', 'AND', 'a OR', 'a,,b', ',', '-', 'x'.repeat(2001), '('.repeat(1000)])
    it(`refuses ${q.slice(0, 20)}, or looks for nothing`, () => {
      if (q === '-') return assert.equal(parseFreeText(q)(texts), false);
      return assert.deepEqual(
        fieldsRefused(() => parseFreeText(q)),
        ['q'],
      );
    });
});

describe('free text as pgstac answers it', { skip: sharedDataMissing }, () => {
  const lines = (path: string) => readFileSync(sharedData(path), 'utf8').split('\n').filter(Boolean);
  const collections = sharedDataMissing
    ? []
    : lines('search/free_text_collections.ndjson').map((line) => JSON.parse(line) as Collection);
  const vectors = sharedDataMissing
    ? []
    : lines('search/pgstac_search_vectors.ndjson')
        .map((line) => JSON.parse(line) as { file: string; query: { q: string | string[] }; ids: string[] })
        .filter(({ file }) => file === 'free_text');
  for (const { query, ids } of vectors)
    it(JSON.stringify(query.q), () => {
      const test = parseFreeText([query.q].flat().join(','));
      assert.deepEqual(
        collections
          .filter((found) => test(collectionTexts(found)))
          .map(({ id }) => id)
          .sort(),
        ids,
      );
    });
});
