/** Compiles a LIKE pattern: `%` any run, `_` one character (a code point), `\` escapes. No backtracking: each part
 * between `%` is taken where it first fits, so time is at most pattern × text. */
export function compileLike(pattern: string): (text: string) => boolean {
  const parts = splitPattern(pattern);
  const [head, ...rest] = parts as [Part, ...Part[]];
  const tail = rest.pop();
  if (!tail) return (text) => matchesWhole(head, text);
  return (text) => {
    const characters = charactersOf(text);
    if (characters.length < head.length + tail.length || !fitsAt(head, characters, 0)) return false;
    const end = characters.length - tail.length;
    if (!fitsAt(tail, characters, end)) return false;
    let at = head.length;
    for (const part of rest) {
      while (at + part.length <= end && !fitsAt(part, characters, at)) at++;
      if (at + part.length > end) return false;
      at += part.length;
    }
    return true;
  };
}

/** Writes text so that LIKE takes it literally. */
export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

/** Characters to match; null is `_`. */
type Part = readonly (string | null)[];

function splitPattern(pattern: string): readonly Part[] {
  const parts: (string | null)[][] = [[]];
  let escaped = false;
  for (const character of pattern) {
    if (!escaped && character === '\\') {
      escaped = true;
      continue;
    }
    if (!escaped && character === '%') parts.push([]);
    else parts.at(-1)!.push(!escaped && character === '_' ? null : character);
    escaped = false;
  }
  if (escaped) parts.at(-1)!.push('\\');
  return parts;
}

/** A string indexes itself; only text outside the basic plane needs splitting into code points. */
function charactersOf(text: string): string | readonly string[] {
  return /[\uD800-\uDFFF]/.test(text) ? Array.from(text) : text;
}

function matchesWhole(part: Part, text: string): boolean {
  const characters = charactersOf(text);
  return characters.length === part.length && fitsAt(part, characters, 0);
}

function fitsAt(part: Part, characters: string | readonly string[], at: number): boolean {
  for (let i = 0; i < part.length; i++) {
    const wanted = part[i];
    if (wanted !== null && wanted !== characters[at + i]) return false;
  }
  return true;
}
