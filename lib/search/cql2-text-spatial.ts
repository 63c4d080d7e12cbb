import type { Position } from 'geojson';
import { geometryLimits, validateGeometry } from '../geo/validate-geometry.ts';
import type { Cql2 } from './cql2.ts';
import { bboxLiteral } from './cql2-spatial-literal.ts';
import type { Tokens } from './cql2-tokens.ts';

/** How deep the coordinates of each WKT type are nested, and what GeoJSON calls it. */
const types: Readonly<Record<string, readonly [type: string, nesting: number]>> = {
  point: ['Point', 0],
  linestring: ['LineString', 1],
  polygon: ['Polygon', 2],
  multipoint: ['MultiPoint', 1],
  multilinestring: ['MultiLineString', 2],
  multipolygon: ['MultiPolygon', 3],
  geometrycollection: ['GeometryCollection', 0],
};

/** WKT or BBOX(…) comes next; `point` alone is a property. */
export function isSpatialLiteral(tokens: Tokens): boolean {
  const word = tokens.peek().text.toLowerCase();
  if (tokens.peek().kind !== 'word') return false;
  if (word === 'bbox') return tokens.isSymbol('(', 1);
  return Object.hasOwn(types, word) && (tokens.isSymbol('(', 1) || (tokens.isWord('z', 1) && tokens.isSymbol('(', 2)));
}

/** @throws {InvalidInputError} */
export function parseSpatialLiteral(tokens: Tokens): Cql2 {
  const where = `${tokens.field} at position ${tokens.peek().at}`;
  if (tokens.isWord('bbox')) {
    tokens.next();
    tokens.expectSymbol('(');
    const numbers = [parseNumber(tokens)];
    while (tokens.takeSymbol(',')) numbers.push(parseNumber(tokens));
    tokens.expectSymbol(')');
    return bboxLiteral(numbers, where);
  }
  return { geometry: validateGeometry(parseWkt(tokens, 1), where) };
}

function parseWkt(tokens: Tokens, depth: number): unknown {
  if (depth > geometryLimits.depth) throw tokens.fail(`at most ${geometryLimits.depth} collections in one another`);
  const entry = types[tokens.peek().text.toLowerCase()];
  if (!entry || tokens.peek().kind !== 'word') throw tokens.fail('a geometry');
  tokens.next();
  tokens.takeWord('z');
  const [type, nesting] = entry;
  if (type === 'GeometryCollection')
    return { type, geometries: parseParts(tokens, (part) => parseWkt(part, depth + 1)) };
  if (type === 'Point') return { type, coordinates: parsePointText(tokens) };
  if (type === 'MultiPoint') return { type, coordinates: parseParts(tokens, parseMultiPointPart) };
  return { type, coordinates: parseNested(tokens, nesting) };
}

function parseNested(tokens: Tokens, nesting: number): unknown {
  return parseParts(tokens, nesting === 1 ? parsePosition : (inner) => parseNested(inner, nesting - 1));
}

function parseParts<T>(tokens: Tokens, part: (tokens: Tokens) => T): T[] {
  tokens.expectSymbol('(');
  const parts = [part(tokens)];
  while (tokens.takeSymbol(',')) parts.push(part(tokens));
  tokens.expectSymbol(')');
  return parts;
}

function parsePointText(tokens: Tokens): Position {
  tokens.expectSymbol('(');
  const position = parsePosition(tokens);
  tokens.expectSymbol(')');
  return position;
}

/** `(1 2)`, or without the parentheses as older writers do. */
function parseMultiPointPart(tokens: Tokens): Position {
  return tokens.isSymbol('(') ? parsePointText(tokens) : parsePosition(tokens);
}

function parsePosition(tokens: Tokens): Position {
  const position = [parseNumber(tokens), parseNumber(tokens)];
  if (!tokens.isSymbol(',') && !tokens.isSymbol(')')) position.push(parseNumber(tokens));
  return position;
}

function parseNumber(tokens: Tokens): number {
  const negative = tokens.takeSymbol('-');
  if (!negative) tokens.takeSymbol('+');
  if (tokens.peek().kind !== 'number') throw tokens.fail('a number');
  const value = Number(tokens.next().text);
  return negative ? 0 - value : value;
}
