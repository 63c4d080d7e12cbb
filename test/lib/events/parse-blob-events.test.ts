import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { InvalidInputError } from '../../../lib/errors.ts';
import { compareSequencers } from '../../../lib/events/compare-sequencers.ts';
import { parseBlobEvents } from '../../../lib/events/parse-blob-events.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';

const created = {
  source: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/imagery',
  subject: '/blobServices/default/containers/raw/blobs/a/b.tif',
  type: 'Microsoft.Storage.BlobCreated',
  time: '2026-05-01T10:00:00.1234567Z',
  id: 'e1',
  specversion: '1.0',
  data: {
    api: 'PutBlob',
    eTag: '0x8D1',
    contentType: 'image/tiff',
    contentLength: 10,
    url: 'https://imagery.blob.core.windows.net/raw/a/b.tif',
    sequencer: '00000000000004420000000000028963',
  },
};

function eventOf(file: string) {
  return parseBlobEvents(JSON.parse(readFileSync(sharedData(`events/${file}`), 'utf8')));
}

describe('parseBlobEvents: real events', { skip: sharedDataMissing }, () => {
  it('reads the Event Grid schema', () => {
    assert.deepEqual(eventOf('azure_eventgrid_blob_created.json'), [
      {
        type: 'created',
        id: 'beb21a5e-401e-002b-3749-928517060431',
        time: '2021-08-16T02:51:26.424Z',
        account: 'jolovstorage',
        container: 'gaocontainer',
        path: 'Template1.xlsx',
        url: 'https://jolovstorage.blob.core.windows.net/gaocontainer/Template1.xlsx',
        eTag: '0x8D96060BDA19D9D',
        contentLength: 17555,
        contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        sequencer: '0000000000000000000000000000B00D0000000005b058d3',
        api: 'PutBlob',
      },
    ]);
    assert.equal(eventOf('azure_eventgrid_blob_deleted.json')[0]?.type, 'deleted');
  });

  it('reads a CloudEvents batch, with the quotes taken off the eTag', () => {
    const [event] = eventOf('docs_cloudevents_blobcreated_putblocklist_array.json');
    assert.equal(event?.api, 'PutBlockList');
    assert.equal(event?.eTag, '0x8D4BCC2E4835CD0');
    // `my-storage-account` can't be an account, so the documentation's URL is no blob URL and the subject tells.
    assert.equal(event?.container, 'test-container');
  });

  it('reads a deletion on a hierarchical account, which has neither eTag nor length', () => {
    const [event] = eventOf('docs_cloudevents_blobdeleted_gen2.json');
    assert.equal(event?.type, 'deleted');
    assert.equal(event?.account, 'my-storage-account');
    assert.equal(event?.container, 'my-file-system');
    assert.equal(event?.path, 'file-to-delete.txt');
    assert.equal(event?.eTag, undefined);
  });

  it('reads a rename, spelled specVersion, as a deletion and a creation', () => {
    assert.deepEqual(
      eventOf('azure_cloudevents_blob_renamed.json').map(({ type, path }) => [type, path]),
      [
        ['deleted', 'metrics.txt'],
        ['created', 'newname'],
      ],
    );
  });

  it('takes account, container and path from source and subject when the URL is not on a storage host', () => {
    const [event] = eventOf('pctasks_goes_blobcreated_cloudevent.json');
    assert.equal(event?.account, 'goeseuwest');
    assert.equal(event?.container, 'noaa-goes16');
    assert.match(event?.path ?? '', /^ABI-L2-CMIPM\/2023\/096\/11\/OR_ABI/);
  });

  it('gives nothing for events of other services', () => {
    assert.deepEqual(eventOf('eoapi_notifier_output-create.json'), []);
  });
});

describe('parseBlobEvents', () => {
  for (const api of ['PutBlob', 'PutBlockList', 'CopyBlob', 'FlushWithClose']) {
    it(`acts on ${api}`, () => {
      assert.equal(parseBlobEvents({ ...created, data: { ...created.data, api } }).length, 1);
    });
  }

  for (const api of ['CreateFile', 'AppendFile', 'SetBlobTier', 'RenameFile']) {
    it(`ignores ${api}`, () => {
      assert.deepEqual(parseBlobEvents({ ...created, data: { ...created.data, api, contentLength: 0 } }), []);
    });
  }

  for (const [encoded, path] of [
    ['a%20b/c.tif', 'a b/c.tif'],
    ['%C3%A9t%C3%A9/%E6%97%A5.tif', 'été/日.tif'],
    ['a%23b.tif', 'a#b.tif'],
    ['a%2Fb.tif', 'a/b.tif'],
    ['a%252Fb.tif', 'a%2Fb.tif'],
    ['50%25.tif', '50%.tif'],
  ] as const) {
    it(`decodes ${encoded}`, () => {
      const url = `https://imagery.dfs.core.windows.net/raw/${encoded}`;
      assert.equal(parseBlobEvents({ ...created, data: { ...created.data, url } })[0]?.path, path);
    });
  }

  it('takes the subject where a raw # cuts the URL short', () => {
    const url = 'https://imagery.blob.core.windows.net/raw/a#b.tif';
    const subject = '/blobServices/default/containers/raw/blobs/a#b.tif';
    assert.equal(parseBlobEvents({ ...created, subject, data: { ...created.data, url } })[0]?.path, 'a#b.tif');
  });

  it('reads the URL of the local stack', () => {
    const url = 'http://127.0.0.1:10000/devstoreaccount1/raw/a/b.tif?sv=1&sig=x';
    const [event] = parseBlobEvents({ ...created, data: { ...created.data, url } });
    assert.equal(event?.account, 'devstoreaccount1');
    assert.equal(event?.path, 'a/b.tif');
    assert.equal(event?.url, 'http://127.0.0.1:10000/devstoreaccount1/raw/a/b.tif');
  });

  for (const [name, message, field] of [
    ['no object', 'hello', 'event'],
    ['no id', { ...created, id: undefined }, 'id'],
    ['no time', { ...created, time: 'yesterday' }, 'time'],
    ['no data', { ...created, data: undefined }, 'data'],
    ['a bad length', { ...created, data: { ...created.data, contentLength: -1 } }, 'data.contentLength'],
    ['a bad sequencer', { ...created, data: { ...created.data, sequencer: 'x' } }, 'data.sequencer'],
    ['no place', { ...created, subject: '', data: { ...created.data, url: 'https://example.com/a' } }, 'data.url'],
    ['a bad event in a batch', [created, { ...created, id: '' }], '[1].id'],
  ] as const) {
    it(`names the field of ${name}`, () => {
      assert.throws(
        () => parseBlobEvents(message),
        (error: unknown) => error instanceof InvalidInputError && error.issues[0]?.field === field,
      );
    });
  }
});

describe('compareSequencers', () => {
  it('pads to the longer one and ignores case', () => {
    assert.equal(compareSequencers('00AB', '0000ab'), 0);
    assert.ok(compareSequencers('FF', '0100') < 0);
    assert.ok(
      compareSequencers(
        '0000000000000000000000000000B00D0000000005b29696',
        '0000000000000000000000000000b00d0000000005b058d3',
      ) > 0,
    );
  });
});
