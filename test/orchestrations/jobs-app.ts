import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { postComposite } from '../../functions/jobs/post-composite.ts';
import { cancelJob } from '../../functions/jobs/cancel-job.ts';
import { getJob } from '../../functions/jobs/get-job.ts';
import { startComposite } from '../../functions/jobs/start-composite.ts';
import { http } from '../../lib/http/handler.ts';
import { activityHandlers } from '../../orchestrations/activities.ts';
import { compositeTiles } from '../../orchestrations/composite-tiles.ts';
import { composite } from '../../orchestrations/composite.ts';
import { activities, orchestrations } from '../../orchestrations/names.ts';
import { jobsDeps } from './jobs-deps.ts';

// The jobs part of the app over the parts that the test has opened.
const deps = jobsDeps();
const withClient = { extraInputs: [df.input.durableClient()] };
app.http('http-composite', {
  route: 'api/jobs/v1/composites',
  methods: ['POST'],
  handler: http(postComposite(deps)),
  ...withClient,
});
app.http('http-job', { route: 'api/jobs/v1/{id}', methods: ['GET'], handler: http(getJob(deps)) });
app.http('http-cancel', {
  route: 'api/jobs/v1/{id}/cancel',
  methods: ['POST'],
  handler: http(cancelJob(deps)),
  ...withClient,
});

app.http('http-start', {
  route: 'api/jobs/v1/{id}/start',
  methods: ['POST'],
  handler: async (request, context) => {
    const job = request.params['id'] ?? '';
    await startComposite(df.getClient(context))(`${job}-1`, { job, attempt: 1, tiles: 1 });
    return { status: 202, jsonBody: {} };
  },
  ...withClient,
});

df.app.orchestration(orchestrations.composite, composite);
df.app.orchestration(orchestrations.compositeTiles, compositeTiles);
const handlers = activityHandlers(deps);
for (const name of Object.values(activities)) df.app.activity(name, { handler: handlers[name] });
