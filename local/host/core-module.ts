import { Module } from 'node:module';
import type { Log, LogLevel } from './host-log.ts';
import type { TypedData } from './typed-data.ts';

/** A trigger, input or output of a function as `@azure/functions` registers it. */
export interface Binding {
  readonly type: string;
  readonly direction: 'in' | 'out' | 'inout';
  readonly name?: string;
  readonly [option: string]: unknown;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

export interface RegisteredFunction {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly callback: FunctionCallback;
}

/** Context of the real worker's invocation, made by `@azure/functions`; `df` is put there by `durable-functions`. */
export interface InvocationContext {
  readonly invocationId: string;
  readonly df?: unknown;
}

export interface InvocationModel {
  getArguments(): Promise<{ context: InvocationContext; inputs: unknown[] }>;
  invokeFunction(context: InvocationContext, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(
    context: InvocationContext,
    result: unknown,
  ): Promise<{
    returnValue?: TypedData | null;
    outputData?: readonly { readonly name: string; readonly data: TypedData }[];
  }>;
}

export interface ProgrammingModel {
  readonly name: string;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
  getInvocationModel(context: object): InvocationModel;
}

export type HookName = 'preInvocation' | 'postInvocation' | 'appStart' | 'appTerminate' | 'log';
export type Hook = (context: Record<string, unknown>) => unknown;

/** What an app has registered while it was loaded. */
export interface Registry {
  readonly functions: Map<string, RegisteredFunction>;
  readonly hooks: Record<HookName, Set<Hook>>;
  readonly log: Log;
  /** After loading, registering a function is an error, as in the real worker. */
  locked: boolean;
}

export const newRegistry = (log: Log): Registry => ({
  functions: new Map(),
  hooks: {
    preInvocation: new Set(),
    postInvocation: new Set(),
    appStart: new Set(),
    appTerminate: new Set(),
    log: new Set(),
  },
  log,
  locked: false,
});

let model: ProgrammingModel | undefined;
let current: Registry | undefined;

/** Where registrations go from now on. */
export function useRegistry(registry: Registry): void {
  current = registry;
}

/** The programming model that `@azure/functions` set when it was first loaded; it lives as long as the process. */
export const programmingModel = (): ProgrammingModel | undefined => model;

function registry(): Registry {
  if (current === undefined) throw new Error('No app is being loaded');
  return current;
}

class Disposable {
  readonly dispose: () => void;
  constructor(dispose: () => void) {
    this.dispose = dispose;
  }
}

/** The module `@azure/functions-core`, which exists nowhere but inside a worker. */
const core = {
  version: '3.10.1',
  hostVersion: '4.1037.0',
  Disposable,
  setProgrammingModel: (value: ProgrammingModel): void => {
    model = value;
  },
  getProgrammingModel: (): ProgrammingModel | undefined => model,
  log: (level: LogLevel, _category: string, message: string): void => current?.log({ level, source: 'host', message }),
  registerHook: (name: HookName, hook: Hook): Disposable => {
    const hooks = registry().hooks[name];
    hooks.add(hook);
    return new Disposable(() => hooks.delete(hook));
  },
  registerFunction: (
    metadata: { name: string; bindings: Record<string, Binding> },
    callback: FunctionCallback,
  ): Disposable => {
    const { functions, locked } = registry();
    if (locked) throw new Error(`Function "${metadata.name}" is registered after the app was loaded`);
    if (functions.has(metadata.name)) throw new Error(`Function "${metadata.name}" is registered twice`);
    functions.set(metadata.name, { name: metadata.name, bindings: metadata.bindings, callback });
    return new Disposable(() => functions.delete(metadata.name));
  },
};

// eslint-disable-next-line typescript/unbound-method -- called with its own `this` below
const load = Module.prototype.require;
Module.prototype.require = Object.assign(function requireWithCore(this: Module, id: string): unknown {
  return id === '@azure/functions-core' ? core : load.call(this, id);
}, load);
