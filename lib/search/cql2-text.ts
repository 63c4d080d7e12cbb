import { tooDeep, checkLimits, cql2Limits } from './cql2-limits.ts';
import { tokenize } from './cql2-lexer.ts';
import { cursor, type Tokens } from './cql2-tokens.ts';
import { operatorOf } from './cql2-operators.ts';
import { isTemporalLiteral, parseTemporalLiteral } from './cql2-text-temporal.ts';
import { isSpatialLiteral, parseSpatialLiteral } from './cql2-text-spatial.ts';
import { operation } from './cql2-operation.ts';
import type { Cql2 } from './cql2.ts';

/** Words that can't name a property unless quoted. */
const reserved = new Set(['and', 'or', 'not', 'like', 'between', 'in', 'is', 'null', 'div']);
const comparisons = ['=', '<>', '<=', '>=', '<', '>'];

/** Parses a CQL2 text filter (OGC 21-065r2, cql2.bnf).
 * Lenient where it harms nobody: timestamps with a zone other than Z, predicates written as functions (`in(a, 'x')`).
 * @throws {InvalidInputError} naming `field` and the position in the text */
export function parseCql2Text(text: string, field = 'filter'): Cql2 {
  const tokens = cursor(tokenize(text, field), field);
  const filter = parseOr(tokens, 0);
  if (tokens.peek().kind !== 'end') throw tokens.fail('the end of the filter');
  return checkLimits(filter, field);
}

/** An expression inside a function's arguments or a list. */
type Parser = (tokens: Tokens, depth: number) => Cql2;

const parseOr: Parser = (tokens, depth) => chain(tokens, depth, 'or', parseAnd);

const parseAnd: Parser = (tokens, depth) => chain(tokens, depth, 'and', parseNot);

function chain(tokens: Tokens, depth: number, word: 'and' | 'or', term: Parser): Cql2 {
  const first = term(tokens, depth);
  if (!tokens.isWord(word)) return first;
  const args = [first];
  while (tokens.takeWord(word)) args.push(term(tokens, depth));
  return { op: word, args };
}

function parseNot(tokens: Tokens, depth: number): Cql2 {
  if (depth > cql2Limits.depth) throw tooDeep(tokens.field);
  if (!tokens.isWord('not')) return parsePredicate(tokens, depth);
  tokens.next();
  return { op: 'not', args: [parseNot(tokens, depth + 1)] };
}

function parsePredicate(tokens: Tokens, depth: number): Cql2 {
  const left = parseSum(tokens, depth);
  const symbol = tokens.peek();
  if (symbol.kind === 'symbol' && comparisons.includes(symbol.text)) {
    tokens.next();
    return { op: symbol.text, args: [left, parseSum(tokens, depth)] };
  }
  if (tokens.takeWord('is')) {
    const negated = tokens.takeWord('not');
    tokens.expectWord('null');
    return negate(negated, { op: 'isNull', args: [left] });
  }
  const negated = tokens.isWord('not') && ['like', 'between', 'in'].some((word) => tokens.isWord(word, 1));
  if (negated) tokens.next();
  if (tokens.takeWord('like')) return negate(negated, { op: 'like', args: [left, parseSum(tokens, depth)] });
  if (tokens.takeWord('between')) {
    const low = parseSum(tokens, depth);
    tokens.expectWord('and');
    return negate(negated, { op: 'between', args: [left, low, parseSum(tokens, depth)] });
  }
  if (tokens.takeWord('in')) return negate(negated, { op: 'in', args: [left, parseArray(tokens, depth)] });
  return left;
}

function negate(negated: boolean, predicate: Cql2): Cql2 {
  return negated ? { op: 'not', args: [predicate] } : predicate;
}

function parseSum(tokens: Tokens, depth: number): Cql2 {
  let left = parseProduct(tokens, depth);
  while (tokens.isSymbol('+') || tokens.isSymbol('-'))
    left = { op: tokens.next().text, args: [left, parseProduct(tokens, depth)] };
  return left;
}

function parseProduct(tokens: Tokens, depth: number): Cql2 {
  let left = parsePower(tokens, depth);
  while (['*', '/', '%'].some((symbol) => tokens.isSymbol(symbol)) || tokens.isWord('div'))
    left = { op: tokens.next().text.toLowerCase(), args: [left, parsePower(tokens, depth)] };
  return left;
}

function parsePower(tokens: Tokens, depth: number): Cql2 {
  const base = parseFactor(tokens, depth);
  return tokens.takeSymbol('^') ? { op: '^', args: [base, parseFactor(tokens, depth)] } : base;
}

/** A sign belongs to the number behind it; before anything else it multiplies by -1, as cql2-json has no unary minus. */
function parseFactor(tokens: Tokens, depth: number): Cql2 {
  const negative = tokens.isSymbol('-');
  if (!negative && !tokens.isSymbol('+')) return parsePrimary(tokens, depth);
  tokens.next();
  const operand = parsePrimary(tokens, depth);
  if (!negative) return operand;
  if ('literal' in operand && typeof operand.literal === 'number') return { literal: 0 - operand.literal };
  return { op: '*', args: [{ literal: -1 }, operand] };
}

function parsePrimary(tokens: Tokens, depth: number): Cql2 {
  if (depth > cql2Limits.depth) throw tooDeep(tokens.field);
  const token = tokens.peek();
  if (token.kind === 'string') return { literal: tokens.next().text };
  if (token.kind === 'number') return { literal: parseNumber(tokens) };
  if (token.kind === 'quoted') return { property: tokens.next().text };
  if (tokens.isSymbol('(')) return parseGroup(tokens, depth);
  if (token.kind !== 'word') throw tokens.fail('a value, a property or a predicate');
  if (isTemporalLiteral(tokens)) return parseTemporalLiteral(tokens, (inner) => parsePrimary(inner, depth + 1));
  if (isSpatialLiteral(tokens)) return parseSpatialLiteral(tokens);
  if (tokens.isSymbol('(', 1)) return parseCall(tokens, depth);
  tokens.next();
  const word = token.text.toLowerCase();
  if (word === 'true' || word === 'false') return { literal: word === 'true' };
  if (!reserved.has(word)) return { property: token.text };
  throw tokens.fail(`a property ("${token.text}" is a keyword, quote it) before this`);
}

function parseNumber(tokens: Tokens): number {
  const value = Number(tokens.peek().text);
  if (!Number.isFinite(value)) throw tokens.fail('a number that a double holds');
  tokens.next();
  return value;
}

/** `(expression)`, or an array when it is empty or has a comma. */
function parseGroup(tokens: Tokens, depth: number): Cql2 {
  tokens.expectSymbol('(');
  if (tokens.takeSymbol(')')) return { array: [] };
  const first = parseOr(tokens, depth + 1);
  if (tokens.takeSymbol(')')) return first;
  if (!tokens.isSymbol(',')) throw tokens.fail('")"');
  const array = [first];
  while (tokens.takeSymbol(',')) array.push(parseElement(tokens, depth + 1));
  tokens.expectSymbol(')');
  return { array };
}

function parseArray(tokens: Tokens, depth: number): Cql2 {
  tokens.expectSymbol('(');
  return { array: parseList(tokens, depth + 1, parseElement) };
}

/** In a list a parenthesis opens an array, even of one element, unless an operator follows it. */
function parseElement(tokens: Tokens, depth: number): Cql2 {
  if (!tokens.isSymbol('(')) return parseOr(tokens, depth);
  const after = tokens.afterGroup();
  const ends = after.kind === 'end' || (after.kind === 'symbol' && [',', ')'].includes(after.text));
  return ends ? parseArray(tokens, depth) : parseOr(tokens, depth);
}

/** The rest of a list whose parenthesis is open. */
function parseList(tokens: Tokens, depth: number, element: Parser): Cql2[] {
  if (depth > cql2Limits.depth) throw tooDeep(tokens.field);
  const list: Cql2[] = [];
  if (tokens.takeSymbol(')')) return list;
  do list.push(element(tokens, depth));
  while (tokens.takeSymbol(','));
  tokens.expectSymbol(')');
  return list;
}

function parseCall(tokens: Tokens, depth: number): Cql2 {
  const name = tokens.next();
  tokens.expectSymbol('(');
  const operator = operatorOf(name.text);
  const element = !operator || operator.kind === 'array' || operator.kind === 'in' ? parseElement : parseOr;
  const args = parseList(tokens, depth + 1, element);
  if (operator?.kind === 'in' && args[0] && !(args.length === 2 && 'array' in args[1]!))
    return { op: operator.name, args: [args[0], { array: args.slice(1) }] };
  return operation(name.text, args, `${tokens.field} at position ${name.at}`);
}
