import { invalid, type InvalidInputError } from '../errors.ts';
import { cql2Limits } from './cql2-limits.ts';

/** `word` is a keyword, a property or a function's name; `quoted` a name in double quotes. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'end';
  /** Unquoted and unescaped. */
  readonly text: string;
  /** Characters from the start of the filter. */
  readonly at: number;
}

const space = String.raw`[\s\u0085]`;
const start = String.raw`:_A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFE\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{EFFFF}`;
const part = String.raw`${start}.0-9\u0300-\u036F\u203F\u2040`;
const token = new RegExp(
  [
    `${space}+`,
    `(?<word>[${start}][${part}]*)`,
    String.raw`(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![${start}\d])`,
    String.raw`'(?<string>(?:[^'\\]|''|\\'|\\)*)'`,
    String.raw`"(?<quoted>(?:[^"]|"")+)"`,
    String.raw`(?<symbol><>|<=|>=|[=<>+\-*/%^(),])`,
  ].join('|'),
  'uy',
);

/** @throws {InvalidInputError} naming the position */
export function tokenize(text: string, field: string): readonly Token[] {
  if (text.length > cql2Limits.text) throw invalid(field, `longer than ${cql2Limits.text} characters`);
  const tokens: Token[] = [];
  const scan = new RegExp(token);
  while (scan.lastIndex < text.length) {
    const at = scan.lastIndex;
    const groups = scan.exec(text)?.groups;
    if (!groups && scan.lastIndex === 0) throw unreadable(text, at, field);
    if (!groups) continue;
    const [kind, raw] = Object.entries(groups).find((entry) => entry[1] !== undefined) ?? [];
    if (kind === undefined) continue;
    tokens.push({ kind: kind as Token['kind'], text: unescape(kind, raw ?? ''), at });
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;
}

/** The error of every text filter: where, and what is there. */
export function syntaxError(field: string, found: Token, wanted: string): InvalidInputError {
  const what = found.kind === 'end' ? 'the end' : JSON.stringify(found.text.slice(0, 40));
  return invalid(field, `at position ${found.at}: ${wanted} expected, found ${what}`);
}

function unescape(kind: string, raw: string): string {
  if (kind === 'string') return raw.replaceAll(/''|\\'/g, "'");
  return kind === 'quoted' ? raw.replaceAll('""', '"') : raw;
}

function unreadable(text: string, at: number, field: string): InvalidInputError {
  const character = text[at]!;
  if (character === "'" || character === '"') return invalid(field, `at position ${at}: the quote is never closed`);
  return invalid(field, `at position ${at}: unexpected ${JSON.stringify(text.slice(at, at + 20))}`);
}
