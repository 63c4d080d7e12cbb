import { HttpRequest } from '@azure/functions';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInputError } from '../../../lib/errors.ts';
import { readJson } from '../../../lib/http/read-body.ts';

function sent(bytes: Uint8Array): HttpRequest {
  return new HttpRequest({ method: 'POST', url: 'http://127.0.0.1/', body: { bytes } });
}

describe('readJson', () => {
  it('reads UTF-8', async () => {
    assert.deepEqual(await readJson(sent(Buffer.from('{"id":"é東"}'))), { id: 'é東' });
  });

  it('refuses other encodings, whose letters would be kept as replacement characters', async () => {
    await assert.rejects(readJson(sent(Buffer.from('{"id":"é"}', 'latin1'))), (error: unknown) => {
      assert.ok(error instanceof InvalidInputError);
      assert.deepEqual(error.issues, [{ field: 'body', message: 'not UTF-8' }]);
      return true;
    });
  });
});
