import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { openDatabase } from '../../../../local/host/database.ts';
import { parseNcrontab } from '../../../../local/host/timer/ncrontab.ts';
import { listenToTimer } from '../../../../local/host/timer/timer-listener.ts';
import type { TimerInfo } from '../../../../local/host/timer/timer-listener.ts';
import { openTimerStore } from '../../../../local/host/timer/timer-store.ts';

const at = (text: string): Date => new Date(text);
const hourly = { name: 'hourly', schedule: parseNcrontab('0 0 * * * *'), runOnStartup: false, useMonitor: true };

describe('listenToTimer', () => {
  it('runs once, late, for occurrences that passed while the host was down', async () => {
    const store = openTimerStore(openDatabase(':memory:'));
    store.save('hourly', { last: at('2026-01-01T10:00:00Z'), next: at('2026-01-01T11:00:00Z') });
    const runs: TimerInfo[] = [];
    const run = async (info: TimerInfo): Promise<void> => void runs.push(info);
    const listener = listenToTimer(hourly, { run, store, now: () => at('2026-01-01T13:30:00Z') });
    await sleep(10);
    await listener.stop();
    assert.equal(runs.length, 1);
    assert.equal(runs[0]?.IsPastDue, true);
    assert.equal(runs[0]?.ScheduleStatus.Last, '2026-01-01T10:00:00.000Z');
    assert.equal(runs[0]?.ScheduleStatus.Next, '2026-01-01T14:00:00.000Z');
    assert.deepEqual(store.load('hourly'), { last: at('2026-01-01T13:30:00Z'), next: at('2026-01-01T14:00:00Z') });
  });

  it('does not run early after a restart', async () => {
    const store = openTimerStore(openDatabase(':memory:'));
    store.save('hourly', { last: at('2026-01-01T10:00:00Z'), next: at('2026-01-01T11:00:00Z') });
    let runs = 0;
    const run = async (): Promise<void> => void (runs += 1);
    const listener = listenToTimer(hourly, { run, store, now: () => at('2026-01-01T10:30:00Z') });
    await sleep(10);
    await listener.stop();
    assert.equal(runs, 0);
  });

  it('never runs twice at once, and waits for the run that is on when stopped', async () => {
    const store = openTimerStore(openDatabase(':memory:'));
    let now = 0;
    let most = 0;
    const run = async (): Promise<void> => {
      most = Math.max(most, (now += 1));
      await sleep(1200);
      now -= 1;
    };
    const eachSecond = { ...hourly, schedule: parseNcrontab('* * * * * *'), runOnStartup: true };
    const listener = listenToTimer(eachSecond, { run, store });
    await sleep(1400);
    await listener.stop();
    assert.equal(most, 1);
    assert.equal(now, 0);
  });
});
