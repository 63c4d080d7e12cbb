import { invalid } from '../errors.ts';
import type { Cql2 } from './cql2.ts';
import { dateLiteral, timestampLiteral, instantLiteral } from './cql2-temporal-literal.ts';
import type { Tokens } from './cql2-tokens.ts';

/** DATE('…'), TIMESTAMP('…') or INTERVAL(…, …) come next; `date` alone is a property. */
export function isTemporalLiteral(tokens: Tokens): boolean {
  return tokens.isSymbol('(', 1) && ['date', 'timestamp', 'interval'].some((word) => tokens.isWord(word));
}

/** @param operand parses a property or a function as an end of an interval */
export function parseTemporalLiteral(tokens: Tokens, operand: (tokens: Tokens) => Cql2): Cql2 {
  const word = tokens.next().text.toLowerCase();
  tokens.expectSymbol('(');
  const end = (): Cql2 => {
    const where = here(tokens);
    return tokens.peek().kind === 'string' ? instantLiteral(tokens.next().text, where) : operand(tokens);
  };
  let literal: Cql2;
  if (word === 'interval') {
    const from = end();
    tokens.expectSymbol(',');
    literal = { interval: [from, end()] };
  } else {
    const where = here(tokens);
    const text = tokens.next();
    if (text.kind !== 'string') throw invalid(where, `${word.toUpperCase()} takes text in single quotes`);
    literal = word === 'date' ? dateLiteral(text.text, where) : timestampLiteral(text.text, where);
  }
  tokens.expectSymbol(')');
  return literal;
}

function here(tokens: Tokens): string {
  return `${tokens.field} at position ${tokens.peek().at}`;
}
