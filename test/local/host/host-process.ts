/** A host in a process of its own, for tests that kill it: `node host-process.ts <app> <directory>`. */
import { startTestHost } from './start-test-host.ts';

const [, , app = '', directory = ''] = process.argv;
const storage = process.env['STORAGE'];
const host = await startTestHost(app, {
  directory,
  queueLeaseSeconds: 2,
  ...(storage === undefined ? {} : { storage }),
});
process.send?.({ url: host.url });
