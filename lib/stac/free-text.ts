import { invalid } from '../errors.ts';
import { foldAccents, foldCase } from '../search/fold-text.ts';

/** Whether texts (a title, a description, each keyword) hold what is looked for. */
export type FreeText = (texts: readonly string[]) => boolean;

type Test = (texts: readonly (readonly string[])[]) => boolean;

const longest = 2000;

/** Compiles `q`. Words beside each other are a phrase that stands in one text; a comma or OR means either, AND both,
 * `+` and `-` before a word that it must or mustn't be there; quotes take operators as words, brackets group. Letters'
 * case, accents and plural s don't count; `*` ends the beginning of a word.
 * @throws {InvalidInputError} field `q`
 * @see https://github.com/stac-api-extensions/freetext-search */
export function parseFreeText(q: string): FreeText {
  if (q.length > longest) throw invalid('q', `at most ${longest} characters`);
  const tokens = tokensOf(q);
  let at = 0;

  const either = (depth: number): Test => {
    const parts = [both(depth)];
    while (tokens[at]?.kind === 'or') {
      at++;
      parts.push(both(depth));
    }
    return (texts) => parts.some((part) => part(texts));
  };
  const both = (depth: number): Test => {
    const parts = [one(depth)];
    for (;;) {
      const kind = tokens[at]?.kind;
      if (kind === undefined || kind === 'or' || kind === ')') break;
      if (kind === 'and') at++;
      parts.push(one(depth));
    }
    return (texts) => parts.every((part) => part(texts));
  };
  const one = (depth: number): Test => {
    const token = tokens[at++];
    if (token?.kind === 'phrase') return phrase(token.words);
    if (token?.kind === '+') return one(depth);
    if (token?.kind === '-') {
      const unwanted = one(depth);
      return (texts) => !unwanted(texts);
    }
    if (token?.kind !== '(') throw invalid('q', 'a word is expected before and after each operator');
    if (depth > 50) throw invalid('q', 'too many brackets inside each other');
    const inner = either(depth + 1);
    if (tokens[at++]?.kind !== ')') throw invalid('q', 'a bracket is not closed');
    return inner;
  };

  const test = either(0);
  if (at < tokens.length) throw invalid('q', 'a bracket closes that was never opened');
  return (texts) => test(texts.map((text) => wordsOf(text).map(stem)));
}

type Token =
  | { readonly kind: 'and' | 'or' | '+' | '-' | '(' | ')' }
  | { readonly kind: 'phrase'; readonly words: readonly string[] };

/** Quoted text; an operator; or a run of anything else, in which - is an operator only at the start. */
const pieces = /"([^"]*)"|([(),])|([+-])(?=[^\s+-])|([^\s(),"]+)/g;

function tokensOf(q: string): readonly Token[] {
  if (q.split('"').length % 2 === 0) throw invalid('q', 'a quote is not closed');
  const tokens: Token[] = [];
  let open: string[] | undefined;
  for (const [, quoted, mark, sign, run] of q.matchAll(pieces)) {
    const operator = run && /^(?:and|or)$/i.test(run) ? (run.toLowerCase() as 'and' | 'or') : undefined;
    if (run !== undefined && !operator) {
      if (!open) tokens.push({ kind: 'phrase', words: (open = []) });
      open.push(...wordsOf(run));
      continue;
    }
    open = undefined;
    if (quoted !== undefined) tokens.push({ kind: 'phrase', words: wordsOf(quoted) });
    else tokens.push({ kind: operator ?? (mark === ',' ? 'or' : ((mark ?? sign) as '(' | ')' | '+' | '-')) });
  }
  return tokens;
}

function wordsOf(text: string): string[] {
  return foldCase(foldAccents(text)).match(/[\p{L}\p{N}]+\*?/gu) ?? [];
}

function phrase(words: readonly string[]): Test {
  const tests = words.map((word) => {
    if (word.endsWith('*')) return (found: string | undefined) => found?.startsWith(word.slice(0, -1)) === true;
    const wanted = stem(word);
    return (found: string | undefined) => found === wanted;
  });
  // Signs alone are no words, and found nowhere.
  if (tests.length === 0) return () => false;
  return (texts) =>
    texts.some((text) => text.some((_, start) => tests.every((test, index) => test(text[start + index]))));
}

/** Singular of an English plural; whatever it makes of other words, it makes of them on both sides. */
function stem(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
