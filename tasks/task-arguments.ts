import { parseArgs } from 'node:util';
import { InvalidInputError, invalid } from '../lib/errors.ts';

/** Reads `--name value` options, all of them required and no others allowed.
 * @throws {InvalidInputError} naming what is missing or unknown */
export function requireOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Record<Name, string> {
  const found = parse(args, names);
  const missing = names.filter((name) => !found[name]);
  if (missing.length > 0) {
    throw new InvalidInputError(missing.map((name) => ({ field: `--${name}`, message: 'is required' })));
  }
  return found as Record<Name, string>;
}

function parse(args: readonly string[], names: readonly string[]): Readonly<Record<string, unknown>> {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw invalid('arguments', (error as Error).message, { cause: error });
  }
}
