import { removeMessages } from '../../lib/azure/remove-messages.ts';
import { json, type Handler } from '../../lib/http/handler.ts';
import { removeFailure, requireFailure, sameMessage } from '../../lib/jobs/failures.ts';
import type { Deps } from '../deps.ts';

/** POST /api/jobs/v1/failures/{id}/replay: puts the message back on its queue, and takes it off the poison queue and the list.
 * In that order, so that a death in between leads to a second replay and never to a loss. */
export const replayFailure =
  (deps: Pick<Deps, 'records' | 'queues' | 'hostStorage'>): Handler =>
  async (request) => {
    const failure = await requireFailure(deps.records, request.params['id'] ?? '');
    await deps.queues.send(failure.queue, failure.message);
    await removeMessages(deps.hostStorage, `${failure.queue}-poison`, (message) =>
      sameMessage(message, failure.message),
    );
    await removeFailure(deps.records, failure);
    return json({ id: failure.id, queue: failure.queue, replayed: true }, { status: 202 });
  };
