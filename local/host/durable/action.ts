/** What an orchestrator has asked for, one action for each yield, in the order of asking. */
export type Action =
  | ActivityAction
  | SubOrchestrationAction
  | TimerAction
  | EntityAction
  | { readonly kind: 'waitForEvent'; readonly name: string }
  | { readonly kind: 'continueAsNew'; readonly input: string }
  | { readonly kind: 'all' | 'any'; readonly actions: readonly Action[] }
  | { readonly kind: 'unsupported'; readonly reason: string };

export interface ActivityAction {
  readonly kind: 'activity';
  readonly name: string;
  /** JSON text. */
  readonly input: string;
  readonly retry?: RetryOptions;
}
export interface SubOrchestrationAction {
  readonly kind: 'subOrchestration';
  readonly name: string;
  readonly input: string;
  readonly instanceId: string | undefined;
  readonly retry?: RetryOptions;
}
export interface TimerAction {
  readonly kind: 'timer';
  readonly fireAt: Date;
  readonly isCanceled: boolean;
}
/** `signal` is not waited for, `call` is. */
export interface EntityAction {
  readonly kind: 'call' | 'signal';
  /** `@name@key` */
  readonly entity: string;
  readonly operation: string;
  /** JSON text. */
  readonly input: string | undefined;
}

export interface RetryOptions {
  /** Milliseconds. */
  readonly firstRetryInterval: number;
  readonly maxNumberOfAttempts: number;
  readonly backoffCoefficient: number;
  /** Milliseconds. */
  readonly maxRetryInterval: number;
}

/** What one run of an orchestrator over its history came to. */
export interface Decision {
  readonly actions: readonly Action[];
  /** JSON text; undefined when unchanged. */
  readonly customStatus: string | undefined;
  readonly outcome:
    | { readonly kind: 'waiting' }
    /** Returned, or asked to continue as new. */
    | { readonly kind: 'done'; readonly output: string }
    | { readonly kind: 'failed'; readonly message: string; readonly details: string };
  /** Actions that a `Task.any` or `Task.all` was given although they had been scheduled before. */
  readonly reused: readonly Action[];
  /** The SDK's own object of each action, when they are at hand. */
  readonly origins: ReadonlyMap<Action, object>;
}
