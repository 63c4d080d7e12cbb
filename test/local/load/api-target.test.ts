import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { apiTarget, retryAfter } from '../../../local/load/api-target.ts';
import { testItem } from '../../helpers/stac-documents.ts';

const items = [testItem('scenes', 'a', 1), testItem('scenes', 'b', 1)];

/** Writes two items to a service that answers as told. */
async function put(answer: (response: ServerResponse, attempt: number) => void) {
  let attempt = 0;
  const server = createServer((request, response) => {
    request.resume().once('end', () => answer(response, ++attempt));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await apiTarget(`http://127.0.0.1:${port}`, { announce: false }).put(items);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const report = (more: object) =>
  JSON.stringify({ created: 0, updated: 0, unchanged: 0, failed: 0, problems: [], ...more });

describe('a load through an API', () => {
  it('asks again when the service is busy', async () => {
    const written = await put((response, attempt) => {
      if (attempt === 1) response.writeHead(503, { 'retry-after': 'soon' }).end();
      else response.end(report({ created: 2 }));
    });
    assert.deepEqual(written, { created: 2, updated: 0, unchanged: 0, refused: [] });
  });

  it('stops at an answer that leaves open what became of an item', async () => {
    for (const text of ['<html>Sign in</html>', '{}', report({ created: 1 }), report({ failed: 2 })])
      await assert.rejects(
        put((response) => response.end(text)),
        /bulk_items.*not the answer of a bulk write of 2 items/,
        text,
      );
  });

  it('says where it is sent on to, and does not go there', () =>
    assert.rejects(
      put((response) => response.writeHead(301, { location: 'https://elsewhere.example/' }).end()),
      /301 https:\/\/elsewhere\.example\//,
    ));

  it('waits as long as it is asked to: seconds, or until a date', () => {
    const now = Date.UTC(2026, 9, 21, 7, 28);
    const wait = (text: string) => retryAfter(new Response(null, { headers: { 'retry-after': text } }), now);
    assert.equal(wait('3'), 3000);
    assert.equal(wait('Wed, 21 Oct 2026 07:28:05 GMT'), 5000);
    assert.equal(wait('soon'), 0);
  });
});
