import { account, key } from './service.ts';
import { startBatchService } from '../../../local/batch/start-batch-service.ts';

/** A service to be killed: HOME PORT. */
const [home = '', port] = process.argv.slice(2);
const pools = [{ id: 'pool', nodes: 1, taskSlotsPerNode: 2 }];
const service = await startBatchService({ port: Number(port), home, account, key, pools, log: console.error });
process.on('SIGTERM', () => void service.stop().then(() => process.exit(0)));
process.send?.('ready');
