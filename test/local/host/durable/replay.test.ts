import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Action } from '../../../../local/host/durable/action.ts';
import { EventType, historyEvent } from '../../../../local/host/durable/history.ts';
import type { EventBody, HistoryEvent } from '../../../../local/host/durable/history.ts';
import { replay } from '../../../../local/host/durable/replay.ts';

const time = new Date('2026-01-01T00:00:00Z');
const past = (...events: [EventBody, number?][]): HistoryEvent[] =>
  events.map(([body, id]) => historyEvent(body, time, id));
const begun: [EventBody, number?][] = [
  [{ EventType: EventType.OrchestratorStarted }],
  [{ EventType: EventType.ExecutionStarted, Name: 'o', Input: 'null' }],
];
const activity = (name: string): Action => ({ kind: 'activity', name, input: 'null' });
const scheduled = (Name: string, id: number): [EventBody, number] => [
  { EventType: EventType.TaskScheduled, Name, Input: 'null' },
  id,
];
const completed = (id: number): [EventBody] => [
  { EventType: EventType.TaskCompleted, TaskScheduledId: id, Result: '1' },
];
const failed = (id: number): [EventBody] => [
  { EventType: EventType.TaskFailed, TaskScheduledId: id, Reason: 'r', Details: 'd' },
];
const numbers = (actions: readonly Action[], history: HistoryEvent[]): number[] =>
  replay(actions, history, 'run').scheduled.map(({ EventId }) => EventId);

describe('replay', () => {
  it('schedules the second action only when the first has ended', () => {
    const actions = [activity('a'), activity('b')];
    assert.deepEqual(numbers(actions, past(...begun)), [0]);
    assert.deepEqual(numbers(actions, past(...begun, scheduled('a', 0), completed(0))), [1]);
  });

  it('waits for every child of an all, also when one has failed', () => {
    const actions: Action[] = [{ kind: 'all', actions: [activity('a'), activity('b')] }, activity('c')];
    const both = [...begun, scheduled('a', 0), scheduled('b', 1), failed(0)];
    assert.deepEqual(numbers(actions, past(...both)), []);
    assert.deepEqual(numbers(actions, past(...both, completed(1))), [2]);
  });

  it('numbers a timer after each failed attempt, the last one too', () => {
    const retry = {
      firstRetryInterval: 100,
      maxNumberOfAttempts: 1,
      backoffCoefficient: 2,
      maxRetryInterval: Infinity,
    };
    const actions: Action[] = [{ kind: 'activity', name: 'a', input: 'null', retry }, activity('b')];
    const once = [...begun, scheduled('a', 0), failed(0)];
    const [timer] = replay(actions, past(...once), 'run').scheduled;
    assert.equal(timer?.EventType, EventType.TimerCreated);
    assert.equal(timer?.EventId, 1);
    assert.equal('FireAt' in timer && timer.FireAt, '2026-01-01T00:00:00.100Z');
    const FireAt = '2026-01-01T00:00:00.100Z';
    const fired = past(
      ...once,
      [{ EventType: EventType.TimerCreated, FireAt }, 1],
      [{ EventType: EventType.TimerFired, TimerId: 1, FireAt }],
    );
    assert.deepEqual(numbers(actions, fired), [2]);
  });

  it('takes a cancelled timer as ended at once, and still numbers it', () => {
    const cancelled: Action = { kind: 'timer', fireAt: time, isCanceled: true };
    const actions: Action[] = [{ kind: 'any', actions: [activity('a'), cancelled] }, activity('b')];
    assert.deepEqual(numbers(actions, past(...begun)), [0, 1, 2]);
  });

  it('gives no number to waiting for an event, and keeps what nobody waits for', () => {
    const raised: [EventBody] = [{ EventType: EventType.EventRaised, Name: 'Go', Input: '1' }];
    const wait: Action = { kind: 'waitForEvent', name: 'go' };
    assert.deepEqual(numbers([wait, activity('a')], past(...begun, raised)), [0]);
    assert.deepEqual(replay([], past(...begun, raised), 'run').buffered, ['go']);
  });

  it('passes over results that come twice or for nothing', () =>
    assert.deepEqual(
      numbers([activity('a')], past(...begun, scheduled('a', 0), completed(0), completed(0), completed(9))),
      [],
    ));

  const violations: { name: string; actions: Action[]; history: [EventBody, number?][]; message: RegExp }[] = [
    {
      name: 'another name',
      actions: [activity('b')],
      history: [scheduled('a', 0)],
      message: /named 'a' with sequence number 0, .*named 'b'/,
    },
    {
      name: 'another kind',
      actions: [{ kind: 'timer', fireAt: time, isCanceled: false }],
      history: [scheduled('a', 0)],
      message: /instead scheduled a timer/,
    },
    { name: 'nothing', actions: [], history: [scheduled('a', 0)], message: /hasn't \(yet\?\) scheduled it/ },
    {
      name: 'another input',
      actions: [{ kind: 'activity', name: 'a', input: '2' }],
      history: [scheduled('a', 0)],
      message: /clock/,
    },
  ];
  for (const { name, actions, history, message } of violations)
    it(`refuses ${name} under a number of the history`, () =>
      assert.throws(() => replay(actions, past(...begun, ...history), 'run'), {
        name: 'NonDeterminismError',
        message,
      }));
});
