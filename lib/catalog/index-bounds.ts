import type { Geometry } from 'geojson';
import { geometryBbox, unwrapBbox, flatBbox, type Bbox2D } from '../geo/bbox.ts';
import { parseInstant } from '../search/instant.ts';
import type { Cql2 } from '../search/cql2.ts';
import type { SearchRequest, TimeInterval } from '../search/search-request.ts';
import { outwards } from './index-key.ts';
import { centred, type Extent } from './item-extent.ts';

/** What every answer of a search must fulfil, in terms of the index. Necessary, not sufficient: the refine decides. */
export interface IndexBounds {
  /** Microdegrees; an answer meets each of them, as it is or moved by ±360°. */
  readonly areas: readonly Extent[];
  /** An answer's span meets it. */
  readonly time: TimeInterval | undefined;
  /** Percent, inclusive. */
  readonly cloudCover: TimeInterval | undefined;
  readonly ids: readonly string[] | undefined;
  readonly collections: readonly string[] | undefined;
}

interface Found {
  areas: Extent[];
  time: TimeInterval | undefined;
  cloudCover: TimeInterval | undefined;
  ids: readonly string[] | undefined;
  collections: readonly string[] | undefined;
}

const aDay = 86_400_000;

/** Takes what an index can use from a request and from the conjunctions at the top of its filter. */
export function indexBounds(request: SearchRequest): IndexBounds {
  const found: Found = {
    areas: [],
    time: request.datetime,
    cloudCover: undefined,
    ids: request.ids && [...new Set(request.ids)],
    collections: request.collections && [...new Set(request.collections)],
  };
  if (request.bbox) addBox(found, request.bbox);
  if (request.intersects) addArea(found, request.intersects);
  if (request.filter) addFilter(found, request.filter);
  return { ...found, areas: smallest(found.areas) };
}

/** Areas that a query of the index names at most; the refine looks at all. */
const mostAreas = 8;

function smallest(areas: readonly Extent[]): readonly Extent[] {
  if (areas.length <= mostAreas) return areas;
  const size = ([west, south, east, north]: Extent) => (east - west) * (north - south);
  return areas.toSorted((a, b) => size(a) - size(b)).slice(0, mostAreas);
}

function addArea(found: Found, geometry: Geometry): void {
  const bbox = geometryBbox(geometry);
  if (bbox) addBox(found, bbox);
}

function addBox(found: Found, bbox: Bbox2D): void {
  const [west, south, east, north] = centred(unwrapBbox(bbox));
  if (east - west >= 360 && south <= -90 && north >= 90) return;
  if ([west, south, east, north].every(Number.isFinite)) found.areas.push(outwards([west, south, east, north]));
}

function addFilter(found: Found, filter: Cql2): void {
  if (!('op' in filter)) return;
  if (filter.op === 'and') return filter.args.forEach((part) => addFilter(found, part));
  const [left, right, upper] = filter.args;
  if (!left || !right) return;
  if (filter.op.startsWith('s_') && filter.op !== 's_disjoint') return addSpatial(found, left, right);
  const name = propertyName(left);
  if (name === undefined) {
    const mirrored = mirror[filter.op];
    if (mirrored && propertyName(right) !== undefined) addFilter(found, { op: mirrored, args: [right, left] });
  } else if (filter.op === 'in') {
    addTexts(found, name, 'array' in right ? right.array.map(textOf) : [undefined]);
  } else if (filter.op === 'between') {
    addFilter(found, { op: '>=', args: [left, right] });
    if (upper) addFilter(found, { op: '<=', args: [left, upper] });
  } else if (name === 'datetime') {
    found.time = narrowed(found.time, timeRange(filter.op, right));
  } else if (name === 'eo:cloud_cover') {
    found.cloudCover = narrowed(found.cloudCover, numberRange(filter.op, right));
  } else if (filter.op === '=') {
    addTexts(found, name, [textOf(right)]);
  }
}

const mirror: Readonly<Record<string, string>> = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  t_before: 't_after',
  t_after: 't_before',
  t_intersects: 't_intersects',
};

function propertyName(node: Cql2): string | undefined {
  return 'property' in node ? node.property.replace(/^properties\./, '') : undefined;
}

function addSpatial(found: Found, left: Cql2, right: Cql2): void {
  const other = propertyName(left) === 'geometry' ? right : propertyName(right) === 'geometry' ? left : undefined;
  if (other && 'geometry' in other) addArea(found, other.geometry);
  if (other && 'bbox' in other) addBox(found, flatBbox(other.bbox));
}

function addTexts(found: Found, name: string, texts: readonly (string | undefined)[]): void {
  if (name !== 'id' && name !== 'collection') return;
  const known = texts.filter((text) => text !== undefined);
  if (known.length < texts.length) return;
  const field = name === 'id' ? 'ids' : 'collections';
  const before = found[field];
  found[field] = [...new Set(before ? known.filter((text) => before.includes(text)) : known)];
}

/** Text that could be a timestamp equals others too. */
function textOf(node: Cql2): string | undefined {
  return 'literal' in node && typeof node.literal === 'string' && node.literal[10] !== 'T' ? node.literal : undefined;
}

function numberRange(op: string, value: Cql2): TimeInterval | undefined {
  if (!('literal' in value) || typeof value.literal !== 'number') return undefined;
  return range(op, value.literal, value.literal);
}

/** Every temporal relation but `t_disjoint`, `t_before` and `t_after` means that the two times share a moment. */
function timeRange(op: string, value: Cql2): TimeInterval | undefined {
  const whole = timeOf(value);
  if (!whole) return undefined;
  if (op === 't_after') return range('>=', whole.end, whole.end);
  if (op === 't_before') return range('<=', whole.start, whole.start);
  // A date stands for its whole day, on either side of a comparison.
  if (!op.startsWith('t_')) return range(op, whole.start - aDay, whole.end + aDay);
  return op === 't_disjoint' ? undefined : whole;
}

function timeOf(value: Cql2): TimeInterval | undefined {
  if ('interval' in value) {
    const [from, to] = value.interval.map((end) => ('literal' in end ? parsed(end.literal) : timeOf(end)));
    const [open0, open1] = value.interval.map((end) => 'literal' in end && end.literal === '..');
    if ((!from && !open0) || (!to && !open1)) return undefined;
    const [start, end] = [from?.start ?? -Infinity, to?.end ?? Infinity];
    return start <= end ? { start, end } : undefined;
  }
  if ('literal' in value) return parsed(value.literal);
  if ('timestamp' in value) return parsed(value.timestamp);
  return 'date' in value ? parsed(value.date) : undefined;
}

function parsed(text: unknown): TimeInterval | undefined {
  const instant = typeof text === 'string' ? parseInstant(text, 'optional') : undefined;
  return instant && { start: instant.first, end: instant.last };
}

function range(op: string, low: number, high: number): TimeInterval | undefined {
  if (op === '=') return { start: low, end: high };
  if (op === '<' || op === '<=') return { start: -Infinity, end: high };
  if (op === '>' || op === '>=') return { start: low, end: Infinity };
  return undefined;
}

function narrowed(a: TimeInterval | undefined, b: TimeInterval | undefined): TimeInterval | undefined {
  if (!a || !b) return a ?? b;
  return { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) };
}
