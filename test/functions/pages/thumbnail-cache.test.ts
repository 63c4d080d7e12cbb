import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { thumbnailCache } from '../../../functions/pages/thumbnail-cache.ts';
import { BusyError } from '../../../lib/errors.ts';

describe('thumbnailCache', () => {
  it('makes a picture once for all who ask meanwhile', async () => {
    let made = 0;
    const cache = thumbnailCache();
    const make = async () => new Uint8Array([(made += 1)]);
    const pictures = await Promise.all([cache.get('a', make), cache.get('a', make), cache.get('a', make)]);
    assert.deepEqual([made, pictures.length], [1, 3]);
    await cache.get('a', make);
    assert.equal(made, 1);
  });

  it('lets go of what was not asked for longest when its bytes run out', async () => {
    const cache = thumbnailCache({ bytes: 2500 });
    const made: string[] = [];
    const get = (key: string) => cache.get(key, async () => (made.push(key), new Uint8Array(1000)));
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
    assert.deepEqual(made, ['a', 'b', 'c', 'b']);
  });

  it('looks again for a picture that was missing, after a while', async () => {
    let now = 0;
    let made = 0;
    const cache = thumbnailCache({ missing: 1000 }, () => now);
    const make = async () => ((made += 1), undefined);
    for (now of [0, 500, 999, 1000]) await cache.get('a', make);
    assert.equal(made, 2);
  });

  it('makes few at a time, and refuses more than can wait', async () => {
    const cache = thumbnailCache({ parallel: 2, waiting: 2 });
    const open: (() => void)[] = [];
    const make = () => new Promise<undefined>((resolve) => open.push(() => resolve(undefined)));
    const asked = ['a', 'b', 'c', 'd'].map((key) => cache.get(key, make));
    assert.equal(open.length, 2);
    await assert.rejects(cache.get('e', make), BusyError);
    while (open.length > 0) {
      open.shift()?.();
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    assert.deepEqual(await Promise.all(asked), [undefined, undefined, undefined, undefined]);
  });

  it('a caller waits so long and no longer; the picture is kept when it comes', async () => {
    const cache = thumbnailCache({ patience: 10 });
    let finish: (picture: Uint8Array) => void = () => undefined;
    const make = () => new Promise<Uint8Array>((resolve) => (finish = resolve));
    await assert.rejects(cache.get('a', make), BusyError);
    finish(new Uint8Array([1]));
    assert.deepEqual(await cache.get('a', make), new Uint8Array([1]));
  });

  it('a failure is not kept', async () => {
    const cache = thumbnailCache();
    await assert.rejects(
      cache.get('a', () => Promise.reject(new Error('once'))),
      /once/,
    );
    assert.deepEqual(await cache.get('a', async () => new Uint8Array([2])), new Uint8Array([2]));
  });
});
