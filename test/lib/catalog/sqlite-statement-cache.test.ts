import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { statementCache } from '../../../lib/catalog/sqlite-statement-cache.ts';

describe('statementCache', () => {
  it('makes a statement once while it is in use, whatever else is asked for', () => {
    const made: string[] = [];
    const prepare = statementCache((sql) => ({ sql, number: made.push(sql) }), 10);
    for (let n = 0; n < 1000; n++) {
      assert.equal(prepare('BEGIN').number, 1);
      assert.equal(prepare(`SELECT ${n}`).sql, `SELECT ${n}`);
    }
  });

  it('drops what two generations of others have followed', () => {
    const made: string[] = [];
    const prepare = statementCache((sql) => made.push(sql), 10);
    prepare('once');
    for (let n = 0; n < 9; n++) prepare(`first ${n}`);
    assert.equal(prepare('once'), 1);
    for (let n = 0; n < 20; n++) prepare(`others ${n}`);
    assert.equal(prepare('once'), made.length);
    assert.equal(made.filter((sql) => sql === 'once').length, 2);
  });
});
