import type { StorageQueueHandler } from '@azure/functions';
import { scanContainer } from '../../lib/datasets/scan-container.ts';
import { containerScanSchema, queues } from '../../lib/events/queues.ts';
import { parseWith } from '../../lib/http/read-body.ts';
import type { Deps } from '../deps.ts';
import { withFailureRecord } from './with-failure-record.ts';

/** Queue `container-scans`: blobs that were there before their collection's rule are announced, a page a message. */
export const scanOnce = (deps: Pick<Deps, 'catalog' | 'records' | 'queues' | 'blobs'>): StorageQueueHandler =>
  withFailureRecord(deps, queues.containerScans, async (message, context) => {
    const scan = parseWith(containerScanSchema, message);
    const { announced } = await scanContainer(deps, scan);
    context.log(`${scan.container}: ${announced} blobs announced`);
  });
