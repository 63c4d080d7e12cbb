import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { documentId, sortableText } from '../../../lib/catalog/cosmos-names.ts';

const text = fc.string({ unit: 'grapheme-composite', maxLength: 30 });

describe('sortableText', () => {
  it('orders by code unit as the original does by code point', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [x, y] = [sortableText(a), sortableText(b)];
        const order = x < y ? -1 : x > y ? 1 : 0;
        assert.equal(order, Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});

describe('documentId', () => {
  it('has nothing that Cosmos DB refuses, and differs where the text does', () => {
    const ids = fc.oneof(
      text,
      fc.string({ minLength: 890, maxLength: 1000 }),
      fc.constantFrom('', '.', '..', '~', '~2e', 'a/', 'a '),
    );
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const id = documentId(a);
        assert.match(id, /^[\w.:~!-]{1,900}$/);
        assert.ok(id !== '.' && id !== '..');
        assert.equal(id === documentId(b), a === b);
      }),
    );
  });
});
