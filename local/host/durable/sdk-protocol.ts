import type { Action, Decision, RetryOptions } from './action.ts';

/** The wire format of `durable-functions` 3: what an orchestrator function is given, and what it gives back. */

export interface OrchestratorTrigger {
  /** JSON texts of the history's events. */
  readonly history: readonly string[];
  /** JSON text. */
  readonly input: string;
  readonly instanceId: string;
  readonly parentInstanceId: string | undefined;
}

/** The trigger's payload. The SDK splits timers beyond `maximumShortTimerDuration`; the local host takes them whole. */
export function encodeTrigger({ history, input, instanceId, parentInstanceId }: OrchestratorTrigger): string {
  const rest = JSON.stringify({
    instanceId,
    isReplaying: true,
    parentInstanceId: parentInstanceId ?? null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 2,
    longRunningTimerIntervalDuration: '3650.00:00:00',
    maximumShortTimerDuration: '3650.00:00:00',
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  });
  return `{"history":[${history.join(',')}],"input":${input},${rest.slice(1)}`;
}

interface WireAction {
  readonly actionType: number;
  readonly functionName?: string;
  readonly input?: unknown;
  readonly retryOptions?: WireRetryOptions;
  readonly instanceId?: string;
  readonly fireAt?: Date | string;
  readonly isCanceled?: boolean;
  readonly externalEventName?: string;
  readonly operation?: string;
  readonly compoundActions?: readonly WireAction[];
}
interface WireRetryOptions {
  readonly firstRetryIntervalInMilliseconds: number;
  readonly maxNumberOfAttempts: number;
  readonly backoffCoefficient?: number;
  readonly maxRetryIntervalInMilliseconds?: number;
  readonly retryTimeoutInMilliseconds?: number;
}
interface WireState {
  readonly isDone: boolean;
  readonly actions: readonly (readonly WireAction[])[];
  readonly output?: unknown;
  readonly error?: string;
  readonly customStatus?: unknown;
}

/** JSON text of any value; nothing is `null`. */
export const toJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** @param state what the orchestrator function returned, the SDK's own object */
export function decodeState(state: unknown): Decision {
  const wire = state as WireState;
  return {
    ...decodeActions(wire),
    outcome: wire.isDone ? { kind: 'done', output: toJson(wire.output) } : { kind: 'waiting' },
  };
}

/** @param error what the orchestrator function threw: the SDK puts the state behind a label in its message */
export function decodeFailure(error: unknown): Decision {
  const thrown = error instanceof Error ? error : new Error(String(error));
  const [, state] = thrown.message.split('\n\n$OutOfProcData$:');
  const wire = state === undefined ? { isDone: false, actions: [[]] } : (JSON.parse(state) as WireState);
  const message = wire.error ?? thrown.message;
  return { ...decodeActions(wire), outcome: { kind: 'failed', message, details: thrown.stack ?? '' } };
}

function decodeActions(wire: WireState): Pick<Decision, 'actions' | 'customStatus' | 'reused' | 'origins'> {
  const seen = new Set<WireAction>();
  const origins = new Map<Action, object>();
  const reused: Action[] = [];
  const decode = (action: WireAction): Action => {
    const decoded = decodeAction(action, decode);
    if (seen.has(action)) reused.push(decoded);
    seen.add(action);
    origins.set(decoded, action);
    return decoded;
  };
  const actions = wire.actions.flat().map(decode);
  const { customStatus } = wire;
  return { actions, reused, origins, customStatus: customStatus === undefined ? undefined : toJson(customStatus) };
}

function decodeAction(action: WireAction, decode: (child: WireAction) => Action): Action {
  const { functionName = '', instanceId = '', operation = '', compoundActions = [] } = action;
  const input = toJson(action.input);
  const retry = action.retryOptions && { retry: decodeRetry(action.retryOptions) };
  if (action.retryOptions?.retryTimeoutInMilliseconds !== undefined)
    return { kind: 'unsupported', reason: 'retryTimeoutInMilliseconds makes an orchestration hang in Azure' };
  switch (action.actionType) {
    case 0:
    case 1:
      return { kind: 'activity', name: functionName, input: unquote(action.input, input), ...retry };
    case 2:
    case 3:
      return {
        kind: 'subOrchestration',
        name: functionName,
        input,
        instanceId: action.instanceId || undefined,
        ...retry,
      };
    case 4:
      return { kind: 'continueAsNew', input };
    case 5:
      return { kind: 'timer', fireAt: new Date(action.fireAt ?? 0), isCanceled: action.isCanceled ?? false };
    case 6:
      return { kind: 'waitForEvent', name: action.externalEventName ?? '' };
    case 7:
    case 9:
      return {
        kind: action.actionType === 7 ? 'call' : 'signal',
        entity: instanceId,
        operation,
        input: action.input === undefined ? undefined : input,
      };
    case 11:
    case 12:
      return { kind: action.actionType === 11 ? 'any' : 'all', actions: compoundActions.map(decode) };
    default:
      return { kind: 'unsupported', reason: `the local host does not offer action type ${action.actionType}` };
  }
}

/** Activity inputs that are strings come JSON-quoted already. */
const unquote = (input: unknown, json: string): string => (typeof input === 'string' ? input : json);

const decodeRetry = (options: WireRetryOptions): RetryOptions => ({
  firstRetryInterval: options.firstRetryIntervalInMilliseconds,
  maxNumberOfAttempts: options.maxNumberOfAttempts,
  backoffCoefficient: options.backoffCoefficient ?? 1,
  maxRetryInterval: options.maxRetryIntervalInMilliseconds ?? Infinity,
});
