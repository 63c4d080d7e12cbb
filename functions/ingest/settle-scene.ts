import type { StorageQueueHandler } from '@azure/functions';
import { publishScene } from '../../lib/datasets/publish-scene.ts';
import { ruleOfScene } from '../../lib/datasets/rule-of-scene.ts';
import { queues, sceneSettleSchema } from '../../lib/events/queues.ts';
import { parseWith } from '../../lib/http/read-body.ts';
import type { Deps } from '../deps.ts';
import { withFailureRecord } from './with-failure-record.ts';

/** Queue `scene-settle`: publishes a scene that waits for assets in vain, once no file has come for its rule's time. */
export const settleScene = (deps: Pick<Deps, 'catalog' | 'records' | 'queues' | 'blobs'>): StorageQueueHandler =>
  withFailureRecord(deps, queues.sceneSettle, async (message) => {
    const { collection, scene, eventTime } = parseWith(sceneSettleSchema, message);
    const rule = await ruleOfScene(deps, collection, scene);
    if (rule) await publishScene(deps, { collection, scene, rule, eventTime, settling: true }, () => new Date());
  });
