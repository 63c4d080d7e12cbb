import type { InvocationContext, StorageQueueHandler } from '@azure/functions';
import { InvalidInputError, NotFoundError, UnreadableBlobError } from '../../lib/errors.ts';
import { recordFailure, resolveFailure, messageDigest } from '../../lib/jobs/failures.ts';
import type { Deps } from '../deps.ts';

/** host.json's queues.maxDequeueCount: after that many attempts the host moves a message to the poison queue. */
export const maxDequeueCount = 5;

export interface FailureOptions {
  /** The messages inside a batch, when a queue carries batches: each fails for itself. */
  readonly split?: (message: unknown) => readonly unknown[];
  /** What a message is about: a later success of it resolves the failure. Defaults to the message itself. */
  readonly subject?: (message: unknown) => string | undefined;
}

/** Wraps a queue function so that nothing fails without a trace. What can never succeed (bad message, unreadable blob) is recorded with its
 * reason, put on `<queue>-poison` and done with; anything else is thrown, so that the host tries again, and recorded at the last attempt,
 * after which the host itself moves it to the poison queue. */
export function withFailureRecord(
  deps: Pick<Deps, 'records' | 'queues'>,
  queue: string,
  handler: (message: unknown, context: InvocationContext) => Promise<unknown>,
  options: FailureOptions = {},
): StorageQueueHandler {
  const attempt = async (part: unknown, context: InvocationContext) => {
    const subject = options.subject?.(part) ?? messageDigest(part);
    try {
      await handler(part, context);
    } catch (error) {
      if (!isPermanent(error)) throw error;
      await recordFailure(deps.records, { queue, message: part, subject, error }, new Date());
      await deps.queues.send(`${queue}-poison`, part);
      context.warn(`${queue}: ${error.message}`);
      return;
    }
    await resolveFailure(deps.records, queue, subject, new Date());
  };

  return async (message, context) => {
    const parts = options.split?.(message) ?? [message];
    const errors: unknown[] = [];
    for (const part of parts) await attempt(part, context).catch((error: unknown) => errors.push(error));
    if (errors.length === 0) return;
    const [error] = errors;
    const subject = parts.length === 1 ? options.subject?.(parts[0]) : undefined;
    if (Number(context.triggerMetadata?.['dequeueCount'] ?? 1) >= maxDequeueCount) {
      await recordFailure(
        deps.records,
        { queue, message, ...(subject === undefined ? {} : { subject }), error },
        new Date(),
      );
    }
    throw error;
  };
}

function isPermanent(error: unknown): error is Error {
  return error instanceof InvalidInputError || error instanceof UnreadableBlobError || error instanceof NotFoundError;
}
