import type { TimerHandler } from '@azure/functions';
import * as df from 'durable-functions';
import { boundsIn } from '../../lib/geo/bounds-in.ts';
import { runDueSchedules } from '../../lib/jobs/schedule.ts';
import { submitComposite } from '../../lib/jobs/submit-composite.ts';
import type { Deps } from '../deps.ts';
import { startComposite } from './start-composite.ts';

/** Timer: starts the composites that are due. */
export const runSchedules =
  (deps: Pick<Deps, 'catalog' | 'records'>): TimerHandler =>
  async (_timer, context) => {
    const now = new Date();
    const start = startComposite(df.getClient(context));
    const outcomes = await runDueSchedules(deps.records, now, async (schedule) => {
      const { job } = await submitComposite({ ...deps, boundsIn, start }, schedule.request, {
        origin: schedule.origin,
        now,
        schedule: schedule.id,
      });
      return job.id;
    });
    for (const outcome of outcomes) context.log('schedule ran', JSON.stringify(outcome));
  };
