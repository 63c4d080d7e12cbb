import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from './thread-failure.ts';
import { openReader, type ReaderAnswer, type ReaderQuestion } from './sqlite-reader.ts';
import type { Reply } from './worker-pool.ts';

/** A thread that searches one catalog's file. */
const read = openReader((workerData as { readonly path: string }).path);
const say = (reply: Reply<ReaderAnswer>): void => parentPort?.postMessage(reply);

parentPort?.on('message', (question: ReaderQuestion) => {
  try {
    say({ answer: read(question) });
  } catch (error) {
    say({ failure: failureOf(error) });
  }
});
say('ready');
