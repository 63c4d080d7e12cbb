import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { NotFoundError, PreconditionFailedError, UnreadableBlobError } from '../../../lib/errors.ts';
import { blobSource } from '../../../lib/raster/blob-source.ts';
import { fileSource } from '../../../lib/raster/file-source.ts';
import { httpSource } from '../../../lib/raster/http-source.ts';
import { headSource, memorySource } from '../../../lib/raster/range-source.ts';

const content = Uint8Array.from({ length: 1000 }, (_, at) => at % 251);

describe('headSource', () => {
  it('reads the head once, and passes reads beyond it through', async () => {
    const source = headSource(memorySource(content), 100);
    assert.deepEqual(await source.read(0, 8), content.subarray(0, 8));
    assert.deepEqual(await source.read(90, 10), content.subarray(90, 100));
    assert.equal(source.requests, 1);
    assert.deepEqual(await source.read(95, 10), content.subarray(95, 105));
    assert.deepEqual(await source.read(500, 4), content.subarray(500, 504));
    assert.equal(source.requests, 3);
  });

  it('knows the end of a file that is all head', async () => {
    const source = headSource(memorySource(content.subarray(0, 20)), 100);
    assert.equal((await source.read(15, 10)).byteLength, 5);
    assert.equal((await source.read(50, 10)).byteLength, 0);
    assert.equal(source.requests, 1);
  });
});

describe('fileSource', () => {
  it('reads ranges, fewer bytes at the end, none past it', async (t) => {
    const source = await fileSource(await written(t, content));
    assert.equal(source.size, 1000);
    assert.deepEqual(await source.read(990, 100), content.subarray(990));
    assert.equal((await source.read(2000, 1)).byteLength, 0);
  });

  it('refuses to go on when the file was overwritten', async (t) => {
    const path = await written(t, content);
    const source = await fileSource(path);
    await writeFile(path, content.subarray(1));
    await assert.rejects(source.read(0, 1), PreconditionFailedError);
  });

  it('says when there is no such file', async () => {
    await assert.rejects(fileSource(join(tmpdir(), 'revisit-is-not-there')), NotFoundError);
  });
});

async function written(t: TestContext, bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'revisit-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return path;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback that takes its answers from a list, the last again and again. */
async function serve(t: TestContext, ...answers: readonly Answer[]) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answers[Math.min(requests.length, answers.length) - 1]?.(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/container/blob.tif`, requests };
}

/** Answers a range as blob storage does. */
const ranged =
  (eTag: string): Answer =>
  (request, response) => {
    const [, from = '0', to = '0'] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    const asked = request.headers['if-match'];
    if (asked !== undefined && asked !== eTag) {
      response.writeHead(412).end();
    } else if (Number(from) >= content.length) {
      response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    } else {
      const part = content.subarray(Number(from), Number(to) + 1);
      const end = Number(from) + part.length - 1;
      response.writeHead(206, { etag: eTag, 'content-range': `bytes ${from}-${end}/${content.length}` }).end(part);
    }
  };
const failing =
  (status: number): Answer =>
  (_, response) =>
    void response.writeHead(status).end('<Error/>');
const fast = { backoff: 1 };

describe('httpSource', () => {
  it('reads ranges and learns the size', async (t) => {
    const { url, requests } = await serve(t, ranged('"a"'));
    const source = httpSource(`${url}?sv=2024&sig=secret`, fast);
    assert.equal(source.url, url);
    assert.deepEqual(await source.read(10, 5), content.subarray(10, 15));
    assert.equal(source.size, 1000);
    assert.deepEqual(await source.read(995, 50), content.subarray(995));
    assert.equal((await source.read(1000, 1)).byteLength, 0);
    assert.equal(requests.length, 2);
    assert.equal(requests[0]?.url, '/container/blob.tif?sv=2024&sig=secret');
  });

  it('gives nothing past the end of a file whose size it does not know yet', async (t) => {
    const { url } = await serve(t, ranged('"a"'));
    const source = httpSource(url, fast);
    assert.equal((await source.read(5000, 10)).byteLength, 0);
    assert.equal(source.size, 1000);
  });

  it('demands the first answer’s ETag of all later ones', async (t) => {
    const { url, requests } = await serve(t, ranged('"a"'), ranged('"b"'));
    const source = httpSource(url, fast);
    await source.read(0, 4);
    await assert.rejects(source.read(4, 4), PreconditionFailedError);
    assert.equal(requests[1]?.headers['if-match'], '"a"');
  });

  it('sees another ETag even from servers that ignore If-Match', async (t) => {
    const careless: Answer = (request, response) => {
      delete request.headers['if-match'];
      ranged('"b"')(request, response);
    };
    const { url } = await serve(t, ranged('"a"'), careless);
    const source = httpSource(url, fast);
    await source.read(0, 4);
    await assert.rejects(source.read(4, 4), PreconditionFailedError);
  });

  it('tries again after a busy server, a broken connection and a body that ends early', async (t) => {
    const cut: Answer = (_, response) => {
      response.writeHead(206, { etag: '"a"', 'content-length': 5, 'content-range': 'bytes 0-4/1000' });
      response.write(content.subarray(0, 2), () => void response.destroy());
    };
    const { url, requests } = await serve(
      t,
      failing(503),
      (_, response) => void response.destroy(),
      cut,
      ranged('"a"'),
    );
    assert.deepEqual(await httpSource(url, fast).read(0, 5), content.subarray(0, 5));
    assert.equal(requests.length, 4);
  });

  it('gives up after its tries and names the file without its signature', async (t) => {
    const { url, requests } = await serve(t, failing(500));
    await assert.rejects(httpSource(`${url}?sig=secret`, fast).read(0, 5), (error: Error) => {
      assert.match(error.message, /blob\.tif: answered 500, 4 times/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
    assert.equal(requests.length, 4);
  });

  it('does not try again what will not change', async (t) => {
    const missing = await serve(t, failing(404));
    await assert.rejects(httpSource(missing.url, fast).read(0, 5), NotFoundError);
    assert.equal(missing.requests.length, 1);
    const forbidden = await serve(t, failing(403));
    await assert.rejects(httpSource(forbidden.url, fast).read(0, 5), UnreadableBlobError);
    assert.equal(forbidden.requests.length, 1);
  });

  it('takes its part of the whole file from a server without ranges', async (t) => {
    const { url } = await serve(t, (_, response) => void response.writeHead(200, { etag: '"a"' }).end(content));
    assert.deepEqual(await httpSource(url, fast).read(100, 20), content.subarray(100, 120));
  });
});

describe('blobSource', () => {
  const location = { account: 'a', container: 'c', path: 'p.tif' };
  it('refuses to mix two versions of a blob', async () => {
    let eTag = '1';
    const source = blobSource(
      {
        url: () => 'https://a/c/p.tif',
        readRange: async (_, offset, length) => ({
          bytes: content.subarray(offset, offset + length),
          eTag,
          contentLength: 1000,
        }),
      },
      location,
    );
    assert.deepEqual(await source.read(0, 3), content.subarray(0, 3));
    assert.equal(source.size, 1000);
    eTag = '2';
    await assert.rejects(source.read(3, 3), PreconditionFailedError);
  });

  it('says when there is no such blob', async () => {
    const source = blobSource({ url: () => 'https://a/c/p.tif', readRange: async () => undefined }, location);
    await assert.rejects(source.read(0, 3), NotFoundError);
  });
});
