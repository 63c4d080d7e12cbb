import type { Catalog } from '../catalog/catalog.ts';
import { InvalidInputError } from '../errors.ts';
import type { Collection } from '../stac/collection.ts';
import { compileRule, type CompiledRule } from './compile-rule.ts';
import type { IngestRule } from './ingest-rule.ts';
import type { FileMatch } from './scene-file.ts';

export interface WantedFile {
  readonly collection: string;
  readonly rule: IngestRule;
  readonly match: FileMatch;
}

const compiled = new Map<string, CompiledRule | undefined>();
const compiledLimit = 1000;

/** The collections that want a blob, each by the first of its rules that does. Rules are data and are read anew for every event,
 * so that a collection takes in what is written right after it was made.
 * @param account the account that rules without one mean
 * @throws {InvalidInputError} when a rule wants the blob but its path is wrong, for example a `{datetime}` that is none */
export async function findRules(
  catalog: Pick<Catalog, 'listCollections'>,
  account: string,
  blob: { readonly account: string; readonly container: string; readonly path: string },
): Promise<readonly WantedFile[]> {
  const collections = await catalog.listCollections();
  return collections.flatMap((collection) => {
    for (const rule of rulesOf(collection)) {
      if (rule.container !== blob.container || (rule.account ?? account) !== blob.account) continue;
      const match = compileOnce(rule)?.match(blob.path);
      if (match) return [{ collection: collection.id, rule, match }];
    }
    return [];
  });
}

function rulesOf(collection: Collection): readonly IngestRule[] {
  return collection['revisit:ingest'] ?? [];
}

/** A rule that can't be compiled never got past the API; it wants nothing, and doesn't stand in the way of the others. */
function compileOnce(rule: IngestRule): CompiledRule | undefined {
  const key = JSON.stringify(rule);
  if (compiled.has(key)) return compiled.get(key);
  if (compiled.size >= compiledLimit) compiled.clear();
  const made = tryCompile(rule);
  compiled.set(key, made);
  return made;
}

function tryCompile(rule: IngestRule): CompiledRule | undefined {
  try {
    return compileRule(rule);
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}
