import { randomUUID } from 'node:crypto';
import type { FunctionCallback, InvocationContext, RegisteredFunction } from './core-module.ts';
import type { Log, LogLevel } from './host-log.ts';
import type { LoadedApp } from './load-app.ts';
import type { TypedData } from './typed-data.ts';

export interface InvocationRequest {
  /** Made up when absent. */
  readonly invocationId?: string;
  /** What the trigger delivers. */
  readonly trigger: TypedData;
  readonly triggerMetadata?: Readonly<Record<string, TypedData>>;
  /** Sees the handler's own result before it is encoded. */
  readonly onResult?: (result: unknown) => unknown;
  /** False leaves the result as the handler gave it: `result`, with no `returnValue`. */
  readonly encode?: boolean;
}

export interface InvocationResponse {
  readonly result: unknown;
  readonly context: InvocationContext;
  readonly returnValue: TypedData | null | undefined;
  readonly outputs: readonly { readonly name: string; readonly data: TypedData }[];
}

export type Invoke = (fn: RegisteredFunction, request: InvocationRequest) => Promise<InvocationResponse>;

/** Runs functions as the real worker does: arguments, pre hooks, handler, post hooks, response. */
export function createInvoke(
  app: LoadedApp,
  deps: { readonly log: Log; readonly durableClient: () => string; readonly onSettled?: () => void },
): Invoke {
  const hooks = app.registry.hooks;
  const appHookData = {};

  return async (fn, request) => {
    const invocationId = request.invocationId ?? randomUUID();
    const call = {
      invocationId,
      metadata: { name: fn.name, bindings: fn.bindings },
      request: {
        invocationId,
        inputData: inputs(fn, request.trigger, deps.durableClient),
        triggerMetadata: request.triggerMetadata ?? {},
      },
      state: 'invocation',
      log: (level: LogLevel, category: string, message: string): void => {
        const source = category === 'user' ? 'function' : 'host';
        deps.log({ level, source, message, function: fn.name, invocationId });
      },
    };
    const model = app.model.getInvocationModel(call);
    const { context, inputs: args } = await model.getArguments();
    const hook: Record<string, unknown> = { hookData: {}, appHookData, inputs: args, invocationContext: context };

    call.state = 'preInvocationHooks';
    const before: Record<string, unknown> = { ...hook, functionCallback: fn.callback };
    for (const run of hooks.preInvocation) await run(before);

    call.state = 'invocation';
    const after: Record<string, unknown> = { ...hook, inputs: before['inputs'] };
    try {
      const callback = before['functionCallback'] as FunctionCallback;
      after['result'] = await model.invokeFunction(context, before['inputs'] as unknown[], callback);
    } catch (error) {
      after['error'] = error;
    }

    call.state = 'postInvocationHooks';
    for (const run of hooks.postInvocation) await run(after);
    if (after['error'] !== undefined && after['error'] !== null) throw after['error'];

    const result = request.onResult ? request.onResult(after['result']) : after['result'];
    if (request.encode === false) return { result, context, returnValue: undefined, outputs: [] };
    const response = await model.getResponse(context, result);
    return { result, context, returnValue: response.returnValue, outputs: response.outputData ?? [] };
  };
}

function inputs(fn: RegisteredFunction, trigger: TypedData, durableClient: () => string) {
  return Object.entries(fn.bindings)
    .filter(([, binding]) => binding.direction !== 'out')
    .map(([name, binding]) => {
      if (isTrigger(binding.type)) return { name, data: trigger };
      if (binding.type === 'durableClient') return { name, data: { string: durableClient() } };
      throw new Error(`Function "${fn.name}" has the input "${binding.type}", which the local host does not offer`);
    });
}

export const isTrigger = (type: string): boolean => /trigger$/i.test(type);
