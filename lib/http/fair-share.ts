import { BusyError } from '../errors.ts';

/** Shares a bounded number of places among callers: each has its own queue, and the queues are served in turn. */
export interface FairShare {
  /** Runs `work` when the caller's turn has come.
   * @throws {BusyError} 429 when too many of the caller's own requests wait, or one has waited too long;
   * 503 when too many of all wait */
  readonly run: <T>(caller: string, work: () => Promise<T>) => Promise<T>;
}

export interface FairShareOptions {
  /** Places: what runs at once. */
  readonly places: number;
  /** Places that one caller may hold; with fewer than all, what is dear to one leaves room for the others. */
  readonly perCaller: number;
  /** Requests of one caller that may wait. */
  readonly waiting: number;
  /** Requests of all callers that may wait. */
  readonly allWaiting: number;
  /** Seconds that one may wait. */
  readonly patience: number;
}

interface Waiting {
  readonly start: () => void;
  readonly giveUp: (error: BusyError) => void;
}

interface Queue {
  running: number;
  readonly waiting: Set<Waiting>;
}

export function fairShare(options: FairShareOptions): FairShare {
  const { places, perCaller, patience } = options;
  /** In the order of their turns; a caller without requests is forgotten. */
  const queues = new Map<string, Queue>();
  let running = 0;
  let waiting = 0;

  const next = (): void => {
    while (running < places) {
      const turn = [...queues].find(([, queue]) => queue.waiting.size > 0 && queue.running < perCaller);
      if (!turn) return;
      const [caller, queue] = turn;
      toEnd(caller, queue);
      const [first] = queue.waiting;
      leave(queue, first!);
      queue.running++;
      running++;
      first!.start();
    }
  };

  const leave = (queue: Queue, entry: Waiting): void => {
    if (queue.waiting.delete(entry)) waiting--;
  };

  const done = (caller: string, queue: Queue): void => {
    queue.running--;
    running--;
    toEnd(caller, queue);
    forget(caller, queue);
    next();
  };

  /** Whoever was just served comes last. */
  const toEnd = (caller: string, queue: Queue): void => {
    queues.delete(caller);
    queues.set(caller, queue);
  };

  const forget = (caller: string, queue: Queue): void => {
    if (queue.running === 0 && queue.waiting.size === 0) queues.delete(caller);
  };

  const enter = (caller: string, queue: Queue): Promise<void> =>
    new Promise((resolve, reject) => {
      const impatience = setTimeout(() => {
        entry.giveUp(new BusyError(429, `Your searches before this one took longer than ${patience} s`, patience));
      }, patience * 1000);
      impatience.unref();
      const entry: Waiting = {
        start: () => {
          clearTimeout(impatience);
          resolve();
        },
        giveUp: (error) => {
          leave(queue, entry);
          forget(caller, queue);
          reject(error);
        },
      };
      queue.waiting.add(entry);
      waiting++;
      next();
    });

  return {
    run: async (caller, work) => {
      const queue = queues.get(caller) ?? { running: 0, waiting: new Set() };
      if (queue.waiting.size >= options.waiting)
        throw new BusyError(429, `${queue.waiting.size} of your searches wait already; wait for their answers`, 1);
      if (waiting >= options.allWaiting) throw new BusyError(503, 'Too many searches wait already', 2);
      queues.set(caller, queue);
      await enter(caller, queue);
      try {
        return await work();
      } finally {
        done(caller, queue);
      }
    },
  };
}
