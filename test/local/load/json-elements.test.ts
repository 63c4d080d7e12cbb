import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { splitElements } from '../../../local/load/json-elements.ts';

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function elements(text: string, size = 7, limit = 1e6): Promise<(string | null)[]> {
  const found = [];
  for await (const { bytes } of splitElements(inPieces(text, size), limit)) found.push(bytes?.toString() ?? null);
  return found;
}

const member = fc.string({ unit: 'binary', maxLength: 12 }).filter((name) => name !== 'features');
const element = fc.oneof(fc.dictionary(member, fc.jsonValue()), fc.array(fc.jsonValue()), fc.jsonValue());
const others = fc.array(fc.tuple(member, fc.jsonValue()), { maxLength: 3 });

describe('splitElements', () => {
  it('finds what JSON.parse finds, wherever the text is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(element, { maxLength: 5 }),
        others,
        others,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0, 2),
        async (values, before, after, size, indent) => {
          const collection = Object.fromEntries([...before, ['features', values], ...after]);
          for (const text of [JSON.stringify(collection, null, indent), JSON.stringify(values, null, indent)]) {
            const found = await elements(text, size);
            assert.deepEqual(
              found.map((part) => JSON.parse(part!) as unknown),
              JSON.parse(JSON.stringify(values)) as unknown,
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('an object without features is one element, also with such names further in', async () => {
    for (const text of [
      '{"type":"Feature","properties":{"features":[1,2]}}',
      '{"features":{"a":[1]}}',
      '{}',
      '"features"',
    ]) {
      assert.deepEqual(await elements(text), [text]);
    }
  });

  it('tells that a text breaks off, though it does so between elements', async () => {
    assert.deepEqual(await elements('{"features":[{"a":1}'), ['{"a":1}', '']);
    assert.deepEqual(await elements('{"features":[{"a":1},'), ['{"a":1}', '']);
    assert.deepEqual(await elements('{"features":[{"a":1}]'), ['{"a":1}', '']);
    assert.deepEqual(await elements('[{"a":1}, '), ['{"a":1}', '']);
  });

  it('loses nothing of what is no JSON', async () => {
    assert.deepEqual(await elements('{"features":[1,2]} {"features":[3]}'), ['1', '2', ' {"features":[3]}']);
    assert.deepEqual(await elements('{"a":1}[2]'), ['{"a":1}[2]']);
    assert.deepEqual(await elements('[1,{"b":'), ['1', '{"b":']);
    assert.deepEqual(await elements('[1] x'), ['1', ' x']);
    assert.deepEqual(await elements('  \n'), []);
    assert.deepEqual(await elements(''), []);
  });

  it('holds no element over the limit', async () => {
    assert.deepEqual(await elements(`[1,"${'x'.repeat(50)}",3]`, 8, 20), ['1', null, '3']);
    assert.deepEqual(await elements(`{"a":"${'x'.repeat(50)}","features":[3]}`, 8, 20), ['3']);
  });
});
