import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Item } from '../../lib/stac/item.ts';
import { aCog } from '../helpers/a-cog.ts';
import { aCollection, allEntries, allFailures, allItems, ask, type Job } from '../helpers/stack-api.ts';
import { eventually, startTestStack, testHome } from '../helpers/stack.ts';
import type { TestHome, TestStack } from '../helpers/stack.ts';
import { completedEvents, type CompletedEvent } from './durable-history.ts';
import { startSlowReceiver, type SlowReceiver } from './slow-receiver.ts';
import { tasksOf } from './stack-batch.ts';
import { groundSegment, type GroundSegment } from './ground-segment.ts';

/** One life story: killed in mid-ingest and mid-delivery, then twice in mid-fan-out while more scenes come in. */
describe('A stack that is killed with SIGKILL', () => {
  const collection = 'killed';
  let home: TestHome;
  let stack: TestStack;
  let receiver: SlowReceiver;
  let ground: GroundSegment;
  let subscription = '';
  const first = 40;
  const later = 12;

  before(async () => {
    home = await testHome({ played: true });
    receiver = await startSlowReceiver();
    stack = await startTestStack(home);
    await ask(
      `${stack.url}/api/stac/v1/collections`,
      'POST',
      // Longer than a message that was in flight stays hidden: no scene settles while its second file's event waits.
      aCollection(collection, {
        pattern: '{scene}_{datetime}/{asset}.tif',
        requiredAssets: ['red', 'nir'],
        settleSeconds: 300,
      }),
    );
    ({ id: subscription } = await ask<{ id: string }>(`${stack.url}/api/notify/v1/subscriptions`, 'POST', {
      collections: [collection],
      webhook: receiver.url,
    }));
    const [red, nir] = [await aCog(1), await aCog(2)];
    ground = groundSegment(home, collection, (scene) => ({
      [`${scene}/red.tif`]: red,
      [`${scene}/nir.tif`]: nir,
    }));
  });
  after(async () => {
    await stack.stop();
    await receiver.close();
  });

  it('in mid-ingest and mid-delivery has, once restarted, every scene once and announces each', async () => {
    const writing = ground.write(names('early', first));
    await eventually(
      'some items, and a delivery under way',
      () => (receiver.delivered.size > 2 && receiver.open > 0 ? true : undefined),
      { everyMs: 5 },
    );
    await stack.kill('group');
    await writing;
    stack = await startTestStack(home);
    const before = await allItems(stack.url, collection);
    assert.ok(before.length > 0 && before.length < first, `killed with ${before.length} of ${first} items: not midway`);
    await ground.writeRefused();
    await everythingArrives(first);
  });

  it('in mid-fan-out, twice, finishes the composite and repeats nothing that was committed', async () => {
    const job = await ask<Job>(`${stack.url}/api/jobs/v1/composites`, 'POST', {
      collection,
      area: (await allItems(stack.url, collection))[0]?.bbox,
      assets: ['red', 'nir'],
      grid: { crs: 'EPSG:32633', resolution: 0.2 },
      tileSize: 256,
    });
    const instance = `${job.id}-1`;
    assert.ok(job.tiles > 9, `only ${job.tiles} tiles`);

    const committed: CompletedEvent[] = [];
    const finished = new Map<string, string>();
    for (const [what, tasks] of [
      ['process', 2],
      ['group', 5],
    ] as const) {
      await eventually(`${tasks} tasks done`, async () => {
        const { tasks: now, state } = await ask<Job>(`${stack.url}/api/jobs/v1/${job.id}`);
        assert.ok(state === 'queued' || state === 'running', state);
        return now.done >= tasks && now.done < now.total ? true : undefined;
      });
      for (const task of await tasksOf(home, `${instance}-tiles-0`)) {
        if (task.state === 'completed') finished.set(task.id, task.started);
      }
      committed.push(...(await completedEvents(stack.url, instance)));
      committed.push(...(await completedEvents(stack.url, `${instance}-t0`)));
      const writing = ground.write(names(`late-${what}`, later / 2));
      await eventually('a delivery under way', () => (receiver.open > 0 ? true : undefined), { everyMs: 5 });
      await stack.kill(what);
      await writing;
      stack = await startTestStack(home);
      await ground.writeRefused();
      const again = await tasksOf(home, `${instance}-tiles-0`);
      for (const [id, started] of finished) {
        assert.equal(again.find((task) => task.id === id)?.started, started, `task ${id} had completed and ran again`);
      }
    }
    assert.ok(finished.size >= 5);

    const ended = await eventually('the end of the job', async () => {
      const found = await ask<Job>(`${stack.url}/api/jobs/v1/${job.id}`);
      return ['succeeded', 'failed', 'cancelled'].includes(found.state) ? found : undefined;
    });
    assert.equal(ended.state, 'succeeded', ended.error);
    assert.equal(ended.attempt, 1);
    assert.deepEqual(ended.tasks, { total: job.tiles + 1, done: job.tiles + 1, running: 0, failed: 0 });
    const composites = await allItems(stack.url, 'composites');
    assert.deepEqual(
      composites.map((item) => item.id),
      [ended.results?.item],
    );
    const derived = composites[0]?.links.filter((link) => link.rel === 'derived_from');
    assert.equal(derived?.length, first);

    const history = [
      ...(await completedEvents(stack.url, instance)),
      ...(await completedEvents(stack.url, `${instance}-t0`)),
    ];
    assert.ok(committed.length >= 4);
    for (const event of committed)
      assert.ok(
        history.some((one) => same(one, event)),
        JSON.stringify(event),
      );
    assert.equal(new Set(history.map((one) => `${one.instance} ${one.scheduled}`)).size, history.length);
  });

  it('takes in what was written meanwhile', () => everythingArrives(first + later));

  /** Scenes are items once, feed entries have no doubles, every webhook is delivered, nothing failed. */
  async function everythingArrives(scenes: number): Promise<void> {
    const items = await eventually(
      `${scenes} items`,
      async () => {
        const found = await allItems(stack.url, collection);
        return found.length >= scenes && found.every(isWhole) ? found : undefined;
      },
      { withinMs: 90_000, everyMs: 250 },
    );
    assert.deepEqual(items.map((item) => item.id).toSorted(), [...ground.scenes].toSorted());
    const entries = await eventually(
      'an announcement of each item, delivered',
      async () => {
        const found = await allEntries(stack.url, subscription);
        const announced = new Set(found.map((entry) => entry.id));
        const delivered = found.every((entry) => receiver.delivered.has(`${subscription}.${entry.seq}`));
        return items.every((item) => announced.has(item.id)) && delivered ? found : undefined;
      },
      { withinMs: 90_000, everyMs: 250 },
    );
    assert.deepEqual(
      entries.map((entry) => entry.seq),
      entries.map((_, index) => index + 1),
    );
    assert.equal(new Set(entries.map((entry) => `${entry.id}@${entry.version}`)).size, entries.length);
    const twice = [...Map.groupBy(entries, (entry) => entry.id)].filter(([, all]) => all.length > 1);
    // Only what the client itself wrote a second time, because the first had no answer, is a second version.
    for (const [id] of twice) assert.ok(ground.writtenAgain.has(id), `${id} was announced twice`);
    assert.deepEqual(await allFailures(stack.url), []);
  }
});

function names(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(2, '0')}_20260601`);
}

function isWhole(item: Item): boolean {
  return Object.keys(item.assets).toSorted().join() === 'nir,red';
}

function same(a: CompletedEvent, b: CompletedEvent): boolean {
  return a.instance === b.instance && a.scheduled === b.scheduled && a.time === b.time;
}
