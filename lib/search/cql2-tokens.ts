import { syntaxError, type Token } from './cql2-lexer.ts';

/** A cursor over tokens, with what every part of the parser asks of it. */
export interface Tokens {
  readonly field: string;
  /** The token `ahead` of the next one. */
  peek(ahead?: number): Token;
  next(): Token;
  isSymbol(symbol: string, ahead?: number): boolean;
  isWord(word: string, ahead?: number): boolean;
  takeSymbol(symbol: string): boolean;
  takeWord(word: string): boolean;
  /** @throws {InvalidInputError} */
  expectSymbol(symbol: string): void;
  /** @throws {InvalidInputError} */
  expectWord(word: string): void;
  fail(wanted: string): Error;
  /** The token after the parenthesis that closes the one coming next. */
  afterGroup(): Token;
}

export function cursor(tokens: readonly Token[], field: string): Tokens {
  let at = 0;
  const end = tokens.at(-1)!;
  const closing = matchParentheses(tokens);
  const peek = (ahead = 0) => tokens[at + ahead] ?? end;
  const isSymbol = (symbol: string, ahead = 0) => peek(ahead).kind === 'symbol' && peek(ahead).text === symbol;
  const isWord = (word: string, ahead = 0) => peek(ahead).kind === 'word' && peek(ahead).text.toLowerCase() === word;
  const fail = (wanted: string) => syntaxError(field, peek(), wanted);
  const take = (found: boolean) => {
    if (found) at++;
    return found;
  };
  return {
    field,
    peek,
    isSymbol,
    isWord,
    fail,
    next: () => tokens[at++] ?? end,
    takeSymbol: (symbol) => take(isSymbol(symbol)),
    takeWord: (word) => take(isWord(word)),
    expectSymbol: (symbol) => {
      if (!take(isSymbol(symbol))) throw fail(`"${symbol}"`);
    },
    expectWord: (word) => {
      if (!take(isWord(word))) throw fail(word.toUpperCase());
    },
    afterGroup: () => tokens[(closing.get(at) ?? tokens.length) + 1] ?? end,
  };
}

/** Index of each opening parenthesis → index of the one that closes it. */
function matchParentheses(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'symbol') continue;
    if (token.text === '(') open.push(index);
    const opened = token.text === ')' ? open.pop() : undefined;
    if (opened !== undefined) closing.set(opened, index);
  }
  return closing;
}
