import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { splitLines } from '../../../lib/stac/item-lines.ts';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function records(text: string, size: number, from = { byte: 0, line: 1 }, limit = 1e6) {
  const found = [];
  const rest = Buffer.from(text).subarray(from.byte);
  for await (const { bytes, ...where } of splitLines(inPieces(rest, size), { limit, from })) {
    found.push({ ...where, text: bytes?.toString().trim().replace('\u001E', '') });
  }
  return found;
}

const line = fc.oneof(fc.json({ maxDepth: 1 }), fc.constantFrom('', '  ', '{"ü":"🛰"}', 'no json', '\r'));
const size = fc.integer({ min: 1, max: 50 });

describe('splitLines', () => {
  it('gives every line that is not blank, with its number, wherever the text is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), size, async (lines, size) => {
        const found = await records(lines.join('\n'), size);
        const wanted = lines.flatMap((text, index) => (text.trim() === '' ? [] : [[index + 1, text.trim()]]));
        assert.deepEqual(
          found.map(({ line, text }) => [line, text]),
          wanted,
        );
      }),
    );
  });

  it('records of a GeoJSON text sequence may have many lines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 6 }), size, async (values, size) => {
        const text = values.map((value) => `\u001E${JSON.stringify(value, null, 1)}\n`).join('');
        const found = await records(text, size);
        assert.deepEqual(
          found.map(({ text }) => JSON.parse(text!) as unknown),
          JSON.parse(JSON.stringify(values)),
        );
        const lines = text.split('\n').flatMap((part, index) => (part.startsWith('\u001E') ? [index + 1] : []));
        assert.deepEqual(
          found.map(({ line }) => line),
          lines,
        );
      }),
    );
  });

  it('can go on after each record', async () => {
    for (const text of ['{"a":1}\n\n{"b":2}\r\n{"c":3}', '\u001E{\n"a":1}\n\u001E{"b":\n2}\n\u001E3\n']) {
      const whole = await records(text, 3);
      for (const [index, { end, endLine }] of whole.entries())
        assert.deepEqual(await records(text, 5, { byte: end, line: endLine }), whole.slice(index + 1));
    }
  });

  it('passes over a record that is too long, holding no more of it than may be', async () => {
    const found = await records(`1\n"${'x'.repeat(100)}"\n3\n`, 10, undefined, 20);
    assert.deepEqual(
      found.map(({ line, text }) => [line, text]),
      [
        [1, '1'],
        [2, undefined],
        [3, '3'],
      ],
    );
  });
});
