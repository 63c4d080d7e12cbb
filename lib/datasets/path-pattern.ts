import { invalid } from '../errors.ts';
import { matchSegment, parseSegment, type SegmentToken } from './segment-pattern.ts';

/** What a pattern found in a path, by name. */
export type Captures = Readonly<Record<string, string>>;

/** A compiled path pattern of an ingest rule. */
export interface PathPattern {
  readonly text: string;
  /** Names in it, each once. */
  readonly names: ReadonlySet<string>;
  /** @returns the captures, or undefined when the path doesn't match */
  match(path: string): Captures | undefined;
}

type Segment = { readonly deep: true } | { readonly deep: false; readonly tokens: readonly SegmentToken[] };

/** Compiles `landsat/{scene}/{scene}_{asset}.TIF`. `*` and `{name}` stay within a path segment, `**` is any number of whole
 * segments, none included; `\` makes the next character literal; case counts. `{scene}` takes as much as it can, other names as little.
 * A name may come again where its first place is a whole segment; it then stands for the same text.
 * @throws {InvalidInputError} naming `pattern` */
export function compilePattern(text: string): PathPattern {
  if (text.startsWith('/')) throw invalid('pattern', 'blob paths do not start with /');
  const segments = splitSegments(text).map((segment): Segment =>
    segment === '**' ? { deep: true } : { deep: false, tokens: parseSegment(segment) },
  );
  const names = checkNames(segments);
  return { text, names, match: (path) => matchFrom(segments, 0, path.split('/'), 0, {}) };
}

function splitSegments(text: string): string[] {
  const segments = text.split('/');
  const bad = segments.find((segment) => segment === '' || (segment.includes('**') && segment !== '**'));
  if (bad === '') throw invalid('pattern', 'has an empty path segment');
  if (bad !== undefined)
    throw invalid('pattern', `** must be a whole path segment, not part of ${JSON.stringify(bad)}`);
  if (segments.filter((segment) => segment === '**').length > 2) throw invalid('pattern', 'at most two **');
  return segments;
}

function checkNames(segments: readonly Segment[]): Set<string> {
  const names = new Set<string>();
  const repeatable = new Set<string>();
  for (const segment of segments) {
    const tokens = segment.deep ? [] : segment.tokens;
    for (const token of tokens) {
      if (token.kind !== 'capture') continue;
      if (names.has(token.name) && !repeatable.has(token.name))
        throw invalid('pattern', `{${token.name}} may come again only where its first place is a whole path segment`);
      if (!names.has(token.name) && tokens.length === 1) repeatable.add(token.name);
      names.add(token.name);
    }
  }
  return names;
}

/** Only `**` has alternatives, and there are at most two: at most (number of segments)² ways to lay them out. */
function matchFrom(
  segments: readonly Segment[],
  at: number,
  path: readonly string[],
  from: number,
  found: Captures,
): Captures | undefined {
  const segment = segments[at];
  if (!segment) return from === path.length ? found : undefined;
  if (segment.deep) {
    for (let next = path.length; next >= from; next -= 1) {
      const rest = matchFrom(segments, at + 1, path, next, found);
      if (rest) return rest;
    }
    return undefined;
  }
  const text = path[from];
  if (text === undefined) return undefined;
  const captures = matchSegment(
    segment.tokens.map((token) => bound(token, found)),
    text,
  );
  return captures && matchFrom(segments, at + 1, path, from + 1, { ...found, ...captures });
}

/** A name found in an earlier segment is literal from then on. */
function bound(token: SegmentToken, found: Captures): SegmentToken {
  const text = token.kind === 'capture' && Object.hasOwn(found, token.name) ? found[token.name] : undefined;
  return text === undefined ? token : { kind: 'literal', text };
}
