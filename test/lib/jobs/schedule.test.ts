import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Catalog } from '../../../lib/catalog/catalog.ts';
import type { RecordStore } from '../../../lib/catalog/records.ts';
import { openSqliteCatalog } from '../../../lib/catalog/sqlite-catalog.ts';
import { openSqliteRecords } from '../../../lib/catalog/sqlite-records.ts';
import { NotFoundError, invalid } from '../../../lib/errors.ts';
import {
  createSchedule,
  deleteSchedule,
  listSchedules,
  requireSchedule,
  runDueSchedules,
  scheduleRequestSchema,
  type Schedule,
} from '../../../lib/jobs/schedule.ts';
import { testCollection } from '../../helpers/stac-documents.ts';

describe('Schedules that are due', () => {
  let catalog: Catalog;
  let records: RecordStore;
  beforeEach(async () => {
    catalog = openSqliteCatalog(':memory:');
    records = openSqliteRecords(':memory:');
    await catalog.putCollection(testCollection('scenes'));
  });
  afterEach(async () => {
    await catalog.close();
    await records.close();
  });

  /** Six o'clock every day, made on 1 June at noon. */
  const daily = (): Promise<Schedule> =>
    createSchedule(
      { catalog, records },
      scheduleRequestSchema.parse({
        cron: '0 6 * * *',
        collection: 'scenes',
        area: [10, 50, 11, 51],
        datetime: 'P7D',
        assets: ['B04'],
      }),
      { origin: 'http://127.0.0.1:7071', now: new Date('2026-06-01T12:00:00Z') },
    );
  const runAt = async (at: string, run: (schedule: Schedule) => Promise<string> = () => Promise.resolve('job-1')) => {
    const ran: string[] = [];
    const outcomes = await runDueSchedules(records, new Date(at), (schedule) => {
      ran.push(schedule.id);
      return run(schedule);
    });
    return { ran, outcomes };
  };

  it('run at their time and say when the next one is', async () => {
    const { id, nextRun } = await daily();
    assert.equal(nextRun, '2026-06-02T06:00:00.000Z');
    assert.deepEqual(await runAt('2026-06-02T06:00:00Z'), { ran: [id], outcomes: [{ schedule: id, job: 'job-1' }] });
    const { lastRun, nextRun: next } = await requireSchedule(records, id);
    assert.deepEqual([lastRun, next], [{ at: '2026-06-02T06:00:00.000Z', job: 'job-1' }, '2026-06-03T06:00:00.000Z']);
  });

  it('are left alone before their time, and after they have run', async () => {
    const { id } = await daily();
    const before = await requireSchedule(records, id);
    assert.deepEqual(await runAt('2026-06-02T05:59:59Z'), { ran: [], outcomes: [] });
    assert.deepEqual(await requireSchedule(records, id), before);
    await runAt('2026-06-02T06:00:00Z');
    assert.deepEqual((await runAt('2026-06-02T06:01:00Z')).ran, []);
  });

  it('run once for all the times that were missed', async () => {
    const { id } = await daily();
    assert.deepEqual((await runAt('2026-06-12T09:30:00Z')).ran, [id]);
    assert.equal((await requireSchedule(records, id)).nextRun, '2026-06-13T06:00:00.000Z');
    assert.deepEqual((await runAt('2026-06-12T09:31:00Z')).ran, []);
  });

  it('stay deleted when that happens while they run', async () => {
    const { id } = await daily();
    const { outcomes } = await runAt('2026-06-02T06:00:00Z', async (schedule) => {
      await deleteSchedule(records, schedule.id);
      return 'job-1';
    });
    assert.deepEqual(outcomes, [{ schedule: id, job: 'job-1' }]);
    assert.deepEqual(await listSchedules(records), []);
  });

  for (const error of [invalid('collection', 'there is no collection scenes'), new NotFoundError('item', 'one')])
    it(`record why they cannot run (${error.name}), and stay scheduled`, async () => {
      const { id } = await daily();
      const { outcomes } = await runAt('2026-06-02T06:00:00Z', () => Promise.reject(error));
      assert.deepEqual(outcomes, [{ schedule: id, error: error.message }]);
      const { lastRun, nextRun } = await requireSchedule(records, id);
      assert.deepEqual(lastRun, { at: '2026-06-02T06:00:00.000Z', error: error.message });
      assert.equal(nextRun, '2026-06-03T06:00:00.000Z');
      await runAt(nextRun);
      assert.deepEqual((await requireSchedule(records, id)).lastRun, { at: nextRun, job: 'job-1' });
    });

  it('stay due after a fault that may pass, which keeps no other from running', async () => {
    const made = [await daily(), await daily(), await daily()];
    const [first] = await listSchedules(records);
    const fault = (schedule: Schedule) =>
      schedule.id === first?.id ? Promise.reject(new Error('the store is away')) : Promise.resolve('job-1');
    await assert.rejects(runAt('2026-06-02T06:00:00Z', fault), AggregateError);
    const { ran } = await runAt('2026-06-02T06:01:00Z');
    assert.deepEqual(ran, [first?.id]);
    for (const { id } of made) assert.equal((await requireSchedule(records, id)).lastRun?.job, 'job-1');
  });
});
