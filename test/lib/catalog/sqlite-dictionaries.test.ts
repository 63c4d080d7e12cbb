import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PreconditionFailedError } from '../../../lib/errors.ts';
import { openSqliteCatalog } from '../../../lib/catalog/sqlite-catalog.ts';
import { testCollection, testItem } from '../../helpers/stac-documents.ts';

describe('compression dictionaries', () => {
  it('of a deleted collection are not mistaken for those of a later one', async () => {
    const catalog = openSqliteCatalog(':memory:');
    await catalog.putCollection(testCollection('gone'));
    await catalog.putItem(testItem('gone', 'other-text'));
    await catalog.deleteCollection('gone');
    await catalog.putCollection(testCollection('later'));
    await catalog.putItem(testItem('later', 'x'));
    // A failed write makes the catalog read its dictionaries from the file again.
    await assert.rejects(catalog.putItem(testItem('later', 'x'), { ifVersion: null }), PreconditionFailedError);
    assert.deepEqual((await catalog.getItem('later', 'x'))?.item(), testItem('later', 'x'));
    await catalog.close();
  });
});
