import { invalid } from '../errors.ts';

/** One path segment of a pattern: literal text and wildcards. A named wildcard takes at least one character: `{scene}` as many as it can,
 * any other as few as it can, so that `{scene}_{asset}` parts at the last `_` and `{mission}_{level}_{asset}` at the first ones.
 * `{datetime}` takes only what times are written with, `{extension}` only letters and digits. */
export type SegmentToken =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'capture'; readonly name: string };

/** Reads `{name}`, `*` and literal text; `\` makes the next character literal.
 * @throws {InvalidInputError} naming `pattern` */
export function parseSegment(text: string): SegmentToken[] {
  const tokens: SegmentToken[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') tokens.push({ kind: 'literal', text: literal });
    literal = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') {
      at += 1;
      if (at === text.length) throw invalid('pattern', 'ends with a single \\');
      literal += text.charAt(at);
    } else if (character === '*') {
      flush();
      if (tokens.at(-1)?.kind !== 'any') tokens.push({ kind: 'any' });
    } else if (character === '{') {
      const name = /^\{([A-Za-z_][A-Za-z0-9_]{0,63})\}/.exec(text.slice(at))?.[1];
      if (name === undefined) throw invalid('pattern', `not a {name} at ${JSON.stringify(text.slice(at, at + 20))}`);
      flush();
      tokens.push({ kind: 'capture', name });
      at += name.length + 1;
    } else if (character === '}') {
      throw invalid('pattern', 'a } without its {; write \\} for the character');
    } else {
      literal += character;
    }
  }
  flush();
  return tokens;
}

const alphabets: ReadonlyMap<string, RegExp> = new Map([
  ['datetime', /[0-9TZ:._+-]/],
  ['extension', /[A-Za-z0-9]/],
]);

/** Matches a whole segment in time linear in its length (times the number of tokens), whatever the pattern.
 * @returns the captures, or undefined */
export function matchSegment(
  tokens: readonly SegmentToken[],
  text: string,
): Readonly<Record<string, string>> | undefined {
  // ends[t][p] is where token t, begun at p, ends so that the rest matches; -1 when there is no such place.
  const ends = tokens.map(() => new Int32Array(text.length + 1).fill(-1));
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index];
    const row = ends[index];
    if (token && row) fillEnds(token, row, text, ends[index + 1]);
  }
  if (tokens.length === 0 ? text !== '' : (ends[0]?.[0] ?? -1) < 0) return undefined;
  const captures: Record<string, string> = {};
  let at = 0;
  for (const [index, token] of tokens.entries()) {
    const end = ends[index]?.[at] ?? at;
    if (token.kind === 'capture') captures[token.name] = text.slice(at, end);
    at = end;
  }
  return captures;
}

/** @param next the row of the following token; undefined for the last one, after which the text must end */
function fillEnds(token: SegmentToken, row: Int32Array, text: string, next: Int32Array | undefined): void {
  const restMatches = (at: number) => (next ? (next[at] ?? -1) >= 0 : at === text.length);
  if (token.kind === 'literal') {
    for (let at = text.length - token.text.length; at >= 0; at -= 1) {
      const end = at + token.text.length;
      if (text.startsWith(token.text, at) && restMatches(end)) row[at] = end;
    }
    return;
  }
  const greedy = token.kind === 'any' || token.name === 'scene';
  const alphabet = token.kind === 'any' ? undefined : alphabets.get(token.name);
  // Going leftwards, the place found last is the nearest one, and the place found first the furthest.
  let place = -1;
  let run = text.length;
  for (let at = text.length; at >= 0; at -= 1) {
    const found = restMatches(at) && (place < 0 || !greedy);
    if (token.kind === 'any' && found) place = at;
    if (alphabet && at < text.length && !alphabet.test(text.charAt(at))) run = at;
    if (place >= 0 && place <= run) row[at] = place;
    if (token.kind === 'capture' && found) place = at;
  }
}
