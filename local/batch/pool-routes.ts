import { BatchError, poolNotFound } from './batch-error.ts';
import { created, now, type PoolRecord } from './model.ts';
import type { Routes } from './route.ts';
import { autoScaleSchema, parseBody, poolAddSchema, resizeSchema, type PoolAdd } from './schemas.ts';
import type { Scheduler } from './scheduler.ts';
import type { BatchStore } from './store.ts';
import { etag, poolJson, select } from './wire.ts';

export interface PoolRoutesOptions {
  readonly store: BatchStore;
  readonly scheduler: Pick<Scheduler, 'poke'>;
  readonly base: string;
}

/** Pools stand for slots on this machine: nodes are there at once, and a formula of autoscaling is kept but not computed. */
export function poolRoutes({ store, scheduler, base }: PoolRoutesOptions): Routes {
  const find = (id: string | undefined): PoolRecord => {
    const pool = store.pool(id ?? '');
    if (!pool) throw poolNotFound();
    return pool;
  };
  const change = (pool: PoolRecord, spec: Partial<PoolAdd>): PoolRecord => {
    const merged = { ...pool.spec, ...spec };
    const next = { ...pool, spec: merged, targetNodes: nodes(merged, pool.targetNodes), lastModified: now() };
    store.putPool(next);
    scheduler.poke();
    return next;
  };
  const headers = (pool: PoolRecord) => ({ etag: etag(pool.lastModified), 'last-modified': utc(pool.lastModified) });
  return {
    'POST /pools': ({ body }) => {
      const spec = parseBody(poolAddSchema, body);
      if (store.pool(spec.id)) throw new BatchError(409, 'PoolExists', 'The specified pool already exists.');
      const pool: PoolRecord = { ...created('active'), spec, targetNodes: nodes(spec, 1) };
      store.putPool(pool);
      return { status: 201, headers: { ...headers(pool), location: `${base}/pools/${spec.id}` } };
    },
    'GET /pools': ({ query }) => ({
      status: 200,
      json: { value: store.pools().map((pool) => select(poolJson(pool, base), query.get('$select'))) },
    }),
    'GET /pools/:pool': ({ params, query }) => {
      const pool = find(params['pool']);
      return { status: 200, headers: headers(pool), json: select(poolJson(pool, base), query.get('$select')) };
    },
    'HEAD /pools/:pool': ({ params }) => ({ status: 200, headers: headers(find(params['pool'])) }),
    'DELETE /pools/:pool': ({ params }) => {
      if (!store.deletePool(params['pool'] ?? '')) throw poolNotFound();
      return { status: 202 };
    },
    'POST /pools/:pool/resize': ({ params, body }) => {
      const pool = find(params['pool']);
      if (pool.spec.enableAutoScale)
        throw new BatchError(409, 'AutoScalingEnabled', 'The pool is scaled by a formula; disable that first.');
      return {
        status: 202,
        headers: headers(change(pool, { targetLowPriorityNodes: 0, ...parseBody(resizeSchema, body) })),
      };
    },
    'POST /pools/:pool/enableautoscale': ({ params, body }) => {
      const spec = parseBody(autoScaleSchema, body);
      return { status: 200, headers: headers(change(find(params['pool']), { ...spec, enableAutoScale: true })) };
    },
    'POST /pools/:pool/disableautoscale': ({ params }) => ({
      status: 200,
      headers: headers(change(find(params['pool']), { enableAutoScale: false })),
    }),
    'POST /pools/:pool/evaluateautoscale': ({ params, body }) => {
      const pool = find(params['pool']);
      parseBody(autoScaleSchema, body);
      const results = `$TargetDedicatedNodes=${pool.targetNodes};$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue`;
      return { status: 200, json: { timestamp: now(), results } };
    },
  };
}

/** Dedicated and spot nodes alike are slots of this machine. With a formula the number of before stays. */
function nodes(spec: PoolAdd, before: number): number {
  if (spec.enableAutoScale) return Math.max(1, before);
  return (spec.targetDedicatedNodes ?? 0) + (spec.targetLowPriorityNodes ?? 0);
}

export function utc(time: string): string {
  return new Date(time).toUTCString();
}
