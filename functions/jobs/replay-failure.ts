import { removeMessages } from '../../lib/azure/remove-messages.ts';
import { json, type Handler } from '../../lib/http/handler.ts';
import { markReplayed, requireFailure, sameMessage } from '../../lib/jobs/failures.ts';
import type { Deps } from '../deps.ts';

/** POST /api/jobs/v1/failures/{id}/replay: takes the message off the poison queue, puts it back on its own, and takes it off the list.
 * In that order: the list has the message until it is sent, so that a death in between loses nothing, and the poison queue is gone
 * through before the message can have failed again. */
export const replayFailure =
  (deps: Pick<Deps, 'records' | 'queues' | 'hostStorage'>): Handler =>
  async (request) => {
    const stored = await requireFailure(deps.records, request.params['id'] ?? '');
    const { id, queue, message } = stored.value;
    await removeMessages(deps.hostStorage, `${queue}-poison`, (poisoned) => sameMessage(poisoned, message));
    await deps.queues.send(queue, message);
    await markReplayed(deps.records, stored, new Date());
    return json({ id, queue, replayed: true }, { status: 202 });
  };
