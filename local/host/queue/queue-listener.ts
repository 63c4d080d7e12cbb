import { setTimeout as sleep } from 'node:timers/promises';
import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { RegisteredFunction } from '../core-module.ts';
import { messageOf } from '../host-log.ts';
import type { Log, LogLevel } from '../host-log.ts';
import { holdMessage } from './message-lease.ts';
import type { MessageLease } from './message-lease.ts';
import { decodeMessage, triggerMetadata } from './queue-message.ts';
import type { MessageEncoding } from './queue-message.ts';
import type { TypedData } from '../typed-data.ts';

export interface QueueOptions {
  readonly batchSize: number;
  readonly newBatchThreshold: number;
  readonly maxDequeueCount: number;
  /** Milliseconds between a failure and the next attempt. */
  readonly visibilityTimeout: number;
  readonly messageEncoding: MessageEncoding;
  /** Seconds that a message being worked on stays hidden. */
  readonly leaseSeconds: number;
}

export interface QueueListener {
  /** Looks at the queue now instead of at the next poll. */
  poke(): void;
  /** Takes no new messages, and waits for those being worked on. */
  stop(): Promise<void>;
}

/** Longest wait, in milliseconds, between two looks at an empty queue. */
const longestIdle = 100;
const longestOutage = 2000;

/** Drives one queue function: parallel batches, lease renewal, retries, and the poison queue in the end. */
export function listenToQueue(
  fn: RegisteredFunction,
  queue: QueueClient,
  poison: QueueClient,
  options: QueueOptions,
  deps: {
    readonly run: (fn: RegisteredFunction, text: string, metadata: Record<string, TypedData>) => Promise<void>;
    readonly log: Log;
  },
): QueueListener {
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let wake = new AbortController();
  const log = (level: LogLevel, message: string): void =>
    deps.log({ level, source: 'host', function: fn.name, message: `queue ${queue.name}: ${message}` });

  async function toPoison(message: DequeuedMessageItem, lease: MessageLease, why: string): Promise<void> {
    await poison.createIfNotExists();
    await poison.sendMessage(message.messageText);
    await lease.complete();
    log('error', `message ${message.messageId} went to ${poison.name}: ${why}`);
  }

  async function process(message: DequeuedMessageItem): Promise<void> {
    const lease = holdMessage(queue, message, options.leaseSeconds, (error) =>
      log('warning', `lease of message ${message.messageId} was lost: ${messageOf(error)}`),
    );
    const text = decodeMessage(message.messageText, options.messageEncoding);
    if (text === undefined) return toPoison(message, lease, `it is not ${options.messageEncoding}`);
    // A message that keeps killing the process never reaches its failure: it is counted here.
    if (message.dequeueCount > options.maxDequeueCount)
      return toPoison(message, lease, `it was taken ${message.dequeueCount} times and never finished`);
    try {
      await deps.run(fn, text, triggerMetadata(message, text));
    } catch (error) {
      log('error', `message ${message.messageId}, attempt ${message.dequeueCount}: ${messageOf(error)}`);
      return message.dequeueCount >= options.maxDequeueCount
        ? toPoison(message, lease, `${message.dequeueCount} attempts failed`)
        : lease.release(options.visibilityTimeout / 1000);
    }
    await lease.complete();
  }

  async function receive(): Promise<readonly DequeuedMessageItem[]> {
    const answer = await queue.receiveMessages({
      numberOfMessages: options.batchSize,
      visibilityTimeout: options.leaseSeconds,
    });
    return answer.receivedMessageItems;
  }

  function start(message: DequeuedMessageItem): void {
    const task = process(message)
      .catch((error: unknown) => log('warning', `message ${message.messageId} will come again: ${messageOf(error)}`))
      .finally(() => running.delete(task));
    running.add(task);
  }

  async function poll(): Promise<void> {
    let idle = 0;
    while (!stopping.signal.aborted) {
      if (running.size > options.newBatchThreshold) {
        await Promise.race(running);
        continue;
      }
      try {
        const messages = await receive();
        messages.forEach(start);
        idle = messages.length > 0 ? 0 : Math.min(longestIdle, idle * 2 || 10);
      } catch (error) {
        idle = Math.min(longestOutage, Math.max(longestIdle, idle * 2));
        log('warning', messageOf(error));
        if (isNotFound(error)) await queue.createIfNotExists().catch(() => undefined); // tried again at the next poll
      }
      wake = new AbortController();
      const signal = AbortSignal.any([wake.signal, stopping.signal]);
      if (idle > 0) await sleep(idle, undefined, { signal }).catch(() => undefined); // woken early
    }
  }

  const polling = poll();
  return {
    poke: () => wake.abort(),
    stop: async () => {
      stopping.abort();
      await polling;
      await Promise.all(running);
    },
  };
}

const isNotFound = (error: unknown): boolean => (error as { statusCode?: number }).statusCode === 404;
