import { parseConstraint } from './route-constraint.ts';
import type { Constraint } from './route-constraint.ts';

/** One parameter of a route: `{id}`, `{id?}`, `{id:int}`, `{id=7}`, `{*rest}`. */
interface Parameter {
  readonly name: string;
  readonly optional: boolean;
  readonly catchAll: boolean;
  readonly fallback: string | undefined;
  readonly constraints: readonly Constraint[];
}

/** A path segment: literal text and parameters, in order. */
type Segment = readonly (string | Parameter)[];

export interface RouteTemplate {
  readonly source: string;
  readonly segments: readonly Segment[];
  /** One digit for each segment; the route that sorts first wins: literals before parameters before catch-alls. */
  readonly precedence: string;
}

/** Parses an ASP.NET Core route template.
 * @throws {SyntaxError} */
export function parseRoute(source: string): RouteTemplate {
  const segments = splitSegments(source.replace(/^\/|\/$/g, '')).map((text) => parseSegment(text, source));
  if (segments.slice(0, -1).some((segment) => segment.some((part) => typeof part !== 'string' && part.catchAll)))
    throw new SyntaxError(`Route "${source}": only the last parameter can be a catch-all`);
  return { source, segments, precedence: segments.map(precedence).join('') };
}

/** Parameters of a path that fits the template.
 * @param path URL path, percent-encoded
 * @returns decoded parameters, without absent optional ones; undefined when the path does not fit */
export function matchRoute(route: RouteTemplate, path: string): Record<string, string> | undefined {
  const texts = path.split('/').filter((text) => text !== '');
  const parameters: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries()) {
    const [first] = segment;
    const catchAll = segment.length === 1 && typeof first === 'object' && first.catchAll;
    const text = catchAll ? texts.slice(index).join('/') : texts[index];
    if (!matchSegment(segment, text === '' ? undefined : text, parameters)) return undefined;
    if (catchAll) return parameters;
  }
  return texts.length > route.segments.length ? undefined : parameters;
}

export const compareRoutes = (a: RouteTemplate, b: RouteTemplate): number =>
  a.precedence < b.precedence ? -1 : a.precedence > b.precedence ? 1 : 0;

function matchSegment(segment: Segment, text: string | undefined, parameters: Record<string, string>): boolean {
  const [only] = segment;
  if (text === undefined) {
    if (segment.length !== 1 || typeof only !== 'object') return false;
    if (only.fallback !== undefined) parameters[only.name] = only.fallback;
    return only.fallback !== undefined || only.optional || only.catchAll;
  }
  const pattern = segment.map((part) => (typeof part === 'string' ? escapePattern(part) : '(.+)')).join('');
  const values = new RegExp(`^${pattern}$`, 'is').exec(decodeSegment(text))?.slice(1);
  if (values === undefined) return false;
  return segment
    .filter((part) => typeof part === 'object')
    .every((parameter, index) => {
      const value = values[index] ?? '';
      parameters[parameter.name] = value;
      return parameter.constraints.every((holds) => holds(value));
    });
}

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** Percent-decoding that leaves an encoded slash encoded, as ASP.NET Core does. */
function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll(/%2f/gi, '%252F'));
  } catch {
    return text; // not percent-encoding: taken as it is
  }
}

function splitSegments(template: string): string[] {
  const segments: string[] = [];
  let depth = 0;
  let text = '';
  for (const character of template) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === '/' && depth === 0) {
      segments.push(text);
      text = '';
    } else text += character;
  }
  return [...segments, text].filter((segment) => segment !== '');
}

function parseSegment(text: string, source: string): Segment {
  const parts: (string | Parameter)[] = [];
  let literal = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '{') {
      literal += text[at];
      continue;
    }
    const end = closingBrace(text, at);
    if (end === -1) throw new SyntaxError(`Route "${source}": a brace is not closed`);
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(parseParameter(text.slice(at + 1, end)));
    at = end;
  }
  return literal === '' ? parts : [...parts, literal];
}

/** Index of the brace that closes the one at `open`; `{{` and `}}` inside a regex nest evenly. */
function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}

function parseParameter(text: string): Parameter {
  const [, stars = '', name = '', rest = ''] = /^(\*{0,2})(\w+)(.*)$/s.exec(text) ?? [];
  if (name === '') throw new SyntaxError(`"{${text}}" is not a route parameter`);
  const optional = rest.endsWith('?') && !rest.includes('=');
  const [, constraints = '', fallback] = /^((?::[^=]*)?)(?:=(.*))?$/s.exec(optional ? rest.slice(0, -1) : rest) ?? [];
  return {
    name,
    optional,
    catchAll: stars !== '',
    fallback,
    constraints: [...constraints.matchAll(/:(\w+(?:\(.*?\)(?=:|$))?)/gs)].map(([, one = '']) => parseConstraint(one)),
  };
}

function precedence(segment: Segment): number {
  const [only] = segment;
  if (segment.length > 1) return 2;
  if (typeof only !== 'object') return 1;
  const constrained = only.constraints.length > 0;
  return only.catchAll ? (constrained ? 4 : 5) : constrained ? 2 : 3;
}
