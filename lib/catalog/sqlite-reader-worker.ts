import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from './thread-failure.ts';
import { openReader, type ReaderAnswer, type ReaderQuestion } from './sqlite-reader.ts';
import type { Reply } from './worker-pool.ts';

/** A thread that searches one catalog's file. */
const read = openReader((workerData as { readonly path: string }).path);
const say = (reply: Reply<ReaderAnswer>, handOver: readonly ArrayBuffer[] = []): void =>
  parentPort?.postMessage(reply, handOver);

parentPort?.on('message', (question: ReaderQuestion) => {
  try {
    const answer = read(question);
    say({ answer }, typeof answer === 'object' && 'text' in answer ? [answer.text.buffer] : []);
  } catch (error) {
    say({ failure: failureOf(error) });
  }
});
say('ready');
