import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { byteSink } from '../../../lib/catalog/byte-sink.ts';

describe('byteSink', () => {
  it('puts text and bytes one behind the other, in UTF-8', () => {
    const sink = byteSink();
    sink.text('Zürich ');
    sink.bytes(Buffer.from('東京'));
    sink.text(' 🛰');
    assert.equal(sink.length, Buffer.byteLength('Zürich 東京 🛰'));
    assert.equal(Buffer.from(sink.take()).toString(), 'Zürich 東京 🛰');
  });

  it('grows with what is put in', () => {
    const sink = byteSink();
    const parts = Array.from({ length: 300 }, (_, n) => `${n}é`.repeat(500));
    for (const part of parts) sink.text(part);
    sink.bytes(new Uint8Array(1_000_000).fill(65));
    assert.equal(Buffer.from(sink.take()).toString(), `${parts.join('')}${'A'.repeat(1_000_000)}`);
  });

  it('is empty once its bytes are taken, which what comes later leaves alone', () => {
    const sink = byteSink();
    sink.text('first');
    const first = sink.take();
    assert.equal(sink.length, 0);
    sink.text('later');
    assert.equal(Buffer.from(first).toString(), 'first');
    assert.equal(Buffer.from(sink.take()).toString(), 'later');
  });

  it('forgets what was put in, giants too', () => {
    const sink = byteSink();
    sink.bytes(new Uint8Array(20_000_000));
    sink.clear();
    assert.equal(sink.length, 0);
    sink.text('again');
    assert.equal(Buffer.from(sink.take()).toString(), 'again');
  });

  it('writes an unpaired surrogate as the replacement character', () => {
    const sink = byteSink();
    sink.text('a\ud800b');
    assert.deepEqual([...sink.take()], [0x61, 0xef, 0xbf, 0xbd, 0x62]);
  });
});
