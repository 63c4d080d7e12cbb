import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { z } from 'zod';

const portsSchema = z.record(z.string(), z.number().int().min(1).max(65_535));

/** A loopback port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Ports by name, the same at every start: what items link to has its port in the URL.
 * Picks free ones for names that the file lacks. A port that somebody else took since is not replaced here: starting on
 * it fails and says so, rather than leaving a catalog full of dead links.
 * @throws {Error} when the file is not what this function wrote */
export async function persistentPorts<Name extends string>(
  file: string,
  names: readonly Name[],
): Promise<Readonly<Record<Name, number>>> {
  const known = await readPorts(file);
  const missing = names.filter((name) => known[name] === undefined);
  for (const name of missing) {
    let port = await freePort();
    while (Object.values(known).includes(port)) port = await freePort();
    known[name] = port;
  }
  if (missing.length > 0) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, `${JSON.stringify(known, null, 2)}\n`);
    await rename(`${file}.new`, file);
  }
  return known as Record<Name, number>;
}

async function readPorts(file: string): Promise<Record<string, number>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return portsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${file} does not hold ports; delete it to have new ones picked`, { cause: error });
  }
}
