export type RuntimeStatus = 'Pending' | 'Running' | 'Suspended' | 'Completed' | 'Failed' | 'Terminated';

/** The sub-orchestration call that an instance answers. */
export interface ParentCall {
  readonly instanceId: string;
  readonly execution: string;
  readonly taskId: number;
}

/** One orchestration instance. */
export interface Instance {
  readonly id: string;
  readonly name: string;
  /** Id of the run since the instance was started or continued as new; answers to an earlier one are dropped. */
  readonly execution: string;
  readonly status: RuntimeStatus;
  /** JSON text. */
  readonly input: string;
  readonly output: string | undefined;
  readonly customStatus: string | undefined;
  readonly created: Date;
  readonly updated: Date;
  readonly parent: ParentCall | undefined;
}

export const isFinished = ({ status }: Pick<Instance, 'status'>): boolean =>
  status === 'Completed' || status === 'Failed' || status === 'Terminated';

/** An orchestration or entity that a message goes to; `execution` when only that run is meant. */
export interface Address {
  readonly instanceId: string;
  readonly execution?: string;
}

/** Entities share the inbox with orchestrations; the extension's scheduler ids, `@name@key`, keep them apart. */
export const isEntityId = (instanceId: string): boolean => instanceId.startsWith('@');
