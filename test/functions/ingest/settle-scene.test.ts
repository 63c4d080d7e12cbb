import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { aCog } from '../../helpers/a-cog.ts';
import { startIngest, type Sent } from './ingest-harness.ts';

const cog = await aCog();
const rule = { requiredAssets: ['B1', 'B2'], settleSeconds: 10 };

function settles(sent: readonly Sent[]): Sent[] {
  return sent.filter(({ queue }) => queue === 'scene-settle');
}

describe('a scene that waits for assets', () => {
  it('shows when the last of them is there', async () => {
    const ingest = await startIngest([rule]);
    await ingest.deliver(await ingest.write('s1/B1.tif', cog));
    assert.equal(await ingest.item('s1'), undefined);
    await ingest.deliver(await ingest.write('s1/B2.tif', cog));
    assert.deepEqual(Object.keys((await ingest.item('s1'))?.assets ?? {}), ['B1', 'B2']);
    await ingest.deliver(await ingest.write('s1/B3.tif', cog));
    assert.deepEqual(Object.keys((await ingest.item('s1'))?.assets ?? {}), ['B1', 'B2', 'B3']);
    assert.deepEqual(
      ingest.sent.filter(({ queue }) => queue === 'item-changed').map(({ message }) => message['change']),
      ['created', 'updated'],
    );
    await ingest.close();
  });

  it('shows incomplete once no file has come for the settle time; each new file moves the moment', async () => {
    mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) });
    const ingest = await startIngest([rule]);
    await ingest.deliver(await ingest.write('s1/B1.tif', cog));
    const [first] = settles(ingest.sent);
    assert.equal(first?.delaySeconds, 10);
    mock.timers.tick(6000);
    await ingest.deliver(await ingest.write('s1/B3.tif', cog));
    assert.equal(settles(ingest.sent).length, 1, 'one pending message is enough');
    mock.timers.tick(4000);
    await ingest.settle(first?.message);
    assert.equal(await ingest.item('s1'), undefined);
    const second = settles(ingest.sent)[1];
    assert.equal(second?.delaySeconds, 6);
    mock.timers.tick(6000);
    await ingest.settle(second?.message);
    assert.deepEqual(Object.keys((await ingest.item('s1'))?.assets ?? {}), ['B1', 'B3']);
    await ingest.settle(second?.message);
    assert.equal(ingest.sent.filter(({ queue }) => queue === 'item-changed').length, 1);
    await ingest.close();
    mock.timers.reset();
  });

  it('asks again when the settle message comes a moment early', async () => {
    const ingest = await startIngest([rule]);
    await ingest.deliver(await ingest.write('s1/B1.tif', cog));
    await ingest.settle(settles(ingest.sent)[0]?.message);
    assert.equal(settles(ingest.sent).length, 2);
    await ingest.close();
  });

  it('waits for nothing more when its files are gone', async () => {
    const ingest = await startIngest([rule]);
    await ingest.deliver(await ingest.write('s1/B1.tif', cog));
    await ingest.deliver(await ingest.remove('s1/B1.tif'));
    await ingest.settle(settles(ingest.sent)[0]?.message);
    assert.equal(settles(ingest.sent).length, 1);
    assert.equal(ingest.sent.length, 1);
    await ingest.close();
  });

  it('of Sentinel-2 waits for the 10 m bands and SCL by default', async () => {
    const ingest = await startIngest([{ kind: 'sentinel-2-l2a' }]);
    const files = ['SCL', 'B02', 'T33UUP_20260101T100000_B03_10m', 'B04', 'B08'];
    for (const name of files) {
      assert.equal(await ingest.item('s1'), undefined);
      await ingest.deliver(await ingest.write(`s1/${name}.tif`, cog));
    }
    const item = await ingest.item('s1');
    assert.deepEqual(Object.keys(item?.assets ?? {}).toSorted(), ['B02', 'B03', 'B04', 'B08', 'SCL']);
    assert.equal(item?.properties.datetime, '2026-01-01T10:00:00.000Z');
    assert.equal(item?.properties['grid:code'], 'MGRS-33UUP');
    await ingest.close();
  });
});
