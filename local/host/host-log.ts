export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';

/** One line of the host's log. `source` is `host` for the host's own lines and `function` for what an app logs. */
export interface HostLog {
  readonly level: LogLevel;
  readonly source: 'host' | 'function';
  readonly message: string;
  /** Name of the function concerned. */
  readonly function?: string;
  readonly invocationId?: string;
}

export type Log = (line: HostLog) => void;

/** Message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
