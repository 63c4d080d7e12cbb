import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What `npm start` was asked for. */
export interface Options {
  /** Play the demonstration, then stop. */
  readonly once: boolean;
  /** With `once`: the last line is the report as JSON. */
  readonly json: boolean;
  /** Ingest the rasters under this folder instead of the made samples. */
  readonly data?: string;
  /** State of the stack. */
  readonly home: string;
  readonly port: number;
}

export const usage = `npm start                        bring up the stack; play the demonstration when the catalog is empty
npm start -- --once [--json]     play the demonstration and stop; the exit code says whether all of it worked
npm start -- --data DIR          ingest every raster under DIR instead of the made samples
PORT (7071) and REVISIT_HOME (.revisit) say where it listens and keeps its state.`;

/** @throws {Error} with what to correct */
export function parseOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean' },
      json: { type: 'boolean' },
      data: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) throw new Error(usage);
  const port = environment['PORT'] ?? '7071';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Error(`PORT: not a port: ${port}`);
  return {
    once: values.once ?? false,
    json: values.json ?? false,
    ...(values.data === undefined ? {} : { data: resolve(values.data) }),
    home: resolve(environment['REVISIT_HOME'] ?? '.revisit'),
    port: Number(port),
  };
}
