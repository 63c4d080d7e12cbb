import type { RegisteredFunction } from './core-module.ts';
import { isTrigger } from './invoke.ts';

/** A function of the loaded app, for listings. */
export interface FunctionInfo {
  readonly name: string;
  /** Binding type without `Trigger`: `http`, `queue`, `timer`, `orchestration`, `activity`, `entity`. */
  readonly trigger: string;
  /** HTTP only: methods and route as the app wrote them. */
  readonly methods?: readonly string[];
  readonly route?: string;
  readonly queue?: string;
  readonly schedule?: string;
}

/** Triggers that the local host drives. */
const driven = new Set(['http', 'queue', 'timer', 'orchestration', 'activity', 'entity']);

/** @throws when the function has a trigger that the local host does not drive */
export function functionInfo(fn: RegisteredFunction): FunctionInfo {
  const binding = Object.values(fn.bindings).find(({ type }) => isTrigger(type));
  const trigger = binding?.type.replace(/Trigger$/i, '') ?? '';
  if (binding === undefined || !driven.has(trigger))
    throw new Error(`Function "${fn.name}": the local host does not drive the trigger "${binding?.type ?? 'none'}"`);
  return {
    name: fn.name,
    trigger,
    ...(trigger === 'http'
      ? { methods: (binding['methods'] as string[]) ?? [], route: (binding['route'] as string | undefined) ?? fn.name }
      : {}),
    ...(trigger === 'queue' ? { queue: String(binding['queueName']) } : {}),
    ...(trigger === 'timer' ? { schedule: String(binding['schedule']) } : {}),
  };
}
