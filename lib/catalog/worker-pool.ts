import { Worker } from 'node:worker_threads';
import { BusyError } from '../errors.ts';
import { failureError, type Failure } from './thread-failure.ts';

/** Threads that answer questions, one at a time each. They start when they are needed and stay; none keeps the process alive
 * while it has nothing to do. */
export interface WorkerPool<Question, Answer> {
  /** Questions wait in the order of their asking.
   * @throws {BusyError} 503 when the answer takes longer than the budget, or more memory than a thread has: told when the
   * thread has ended, so that whoever asks one after the other never has more than one at work */
  ask(question: Question): Promise<Answer>;
  /** Ends all threads; what they work on fails. */
  close(): Promise<void>;
}

export interface WorkerPoolOptions {
  /** The thread's module: it says `ready`, then answers each message with a `Reply`. */
  readonly script: URL;
  readonly workerData: unknown;
  /** Threads at most. */
  readonly size: number;
  /** Milliseconds for one question, from when a thread takes it up. */
  readonly budget: number;
}

/** What a thread says. */
export type Reply<Answer> = 'ready' | { readonly answer: Answer } | { readonly failure: Failure };

interface Job<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

interface Thread<Question, Answer> {
  readonly worker: Worker;
  isReady: boolean;
  job: Job<Question, Answer> | undefined;
  timer: NodeJS.Timeout | undefined;
  /** Why it was told to end. */
  stopped: BusyError | undefined;
}

/** Megabytes of a thread's heap: a page of a thousand large items and the sorting of many candidates fit. */
const heap = 512;

export function workerPool<Question, Answer>(options: WorkerPoolOptions): WorkerPool<Question, Answer> {
  const { size, budget } = options;
  const threads = new Set<Thread<Question, Answer>>();
  const waiting: Job<Question, Answer>[] = [];
  let closed = false;

  const start = (): void => {
    const { script, workerData } = options;
    // Options of the process can forbid a thread to start: `--input-type` does.
    const execArgv = ['--disable-warning=ExperimentalWarning'];
    const worker = new Worker(script, { workerData, execArgv, resourceLimits: { maxOldGenerationSizeMb: heap } });
    const thread: Thread<Question, Answer> = {
      worker,
      isReady: false,
      job: undefined,
      timer: undefined,
      stopped: undefined,
    };
    threads.add(thread);
    worker.on('message', (reply: Reply<Answer>) => {
      if (reply === 'ready') thread.isReady = true;
      else finish(thread, reply);
      next();
    });
    worker.on('error', (error) => {
      remove(thread, outOfMemory(error) ?? error);
      // A thread that can't even start would be started for ever.
      if (!thread.isReady) for (const job of waiting.splice(0)) job.reject(error);
      next();
    });
    worker.on('exit', () => {
      remove(thread, thread.stopped ?? new Error('A search thread ended'));
      next();
    });
  };

  const next = (): void => {
    if (closed) return;
    for (const thread of threads) {
      if (!thread.isReady || thread.job || thread.stopped) continue;
      const job = waiting.shift();
      if (!job) thread.worker.unref();
      else take(thread, job);
    }
    // All together, so that a burst after quiet times doesn't wait for threads to start.
    const isUsed = waiting.length > 0 || [...threads].some(({ job }) => job);
    for (let more = isUsed ? size - threads.size : 0; more > 0; more--) start();
  };

  const take = (thread: Thread<Question, Answer>, job: Job<Question, Answer>): void => {
    thread.job = job;
    thread.timer = setTimeout(() => interrupt(thread), budget);
    thread.worker.ref();
    thread.worker.postMessage(job.question);
  };

  /** A thread that is busy computing can't be told to stop, only ended, and SQLite finishes its step first: until then it
   * keeps its place, or a stream of such questions would have ever more threads at work. */
  const interrupt = (thread: Thread<Question, Answer>): void => {
    const seconds = Math.ceil(budget / 1000);
    const advice = 'narrow it by collection, time or area, or ask for fewer items';
    thread.stopped = new BusyError(503, `The search was stopped after ${budget / 1000} s; ${advice}`, seconds);
    void thread.worker.terminate();
  };

  const finish = (thread: Thread<Question, Answer>, reply: Exclude<Reply<Answer>, 'ready'>): void => {
    const { job } = thread;
    clearTimeout(thread.timer);
    thread.job = undefined;
    // To the end of the line: all are kept warm in turn, their compiled code and their pages, for when all are needed.
    threads.delete(thread);
    threads.add(thread);
    if ('answer' in reply) job?.resolve(reply.answer);
    else job?.reject(failureError(reply.failure));
  };

  const remove = (thread: Thread<Question, Answer>, error: Error): void => {
    threads.delete(thread);
    clearTimeout(thread.timer);
    thread.job?.reject(error);
    thread.job = undefined;
  };

  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error('The catalog is closed'));
        waiting.push({ question, resolve, reject });
        next();
      }),
    close: async () => {
      closed = true;
      for (const job of waiting.splice(0)) job.reject(new Error('The catalog is closed'));
      const ending = [...threads];
      for (const thread of ending) remove(thread, new Error('The catalog is closed'));
      await Promise.all(ending.map(({ worker }) => worker.terminate()));
    },
  };
}

function outOfMemory(error: Error & { readonly code?: string }): BusyError | undefined {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return undefined;
  return new BusyError(503, 'The search needs more memory than one search may take; narrow it', 1);
}
