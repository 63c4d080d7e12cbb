import { startAzurite } from '../../../local/azurite/start-azurite.ts';
import { startBlobEvents } from '../../../local/events/blob-events.ts';
import { container } from './storage.ts';

/** A stack to be killed: HOME BLOB_PORT QUEUE_PORT [events]. Writes a blob and tells as soon as that is acknowledged. */
const [home = '', blobPort, queuePort, events] = process.argv.slice(2);
const azurite = await startAzurite({
  home,
  blobPort: Number(blobPort),
  queuePort: Number(queuePort),
  log: console.error,
});
if (events) await startBlobEvents({ azurite, log: console.error });
const data = container(azurite, 'dying');
await data.createIfNotExists();
await data.getBlockBlobClient('last').upload('words', 5);
process.send?.('acknowledged');
setInterval(() => {}, 1_000);
