import { wkbToGeojson } from 'hyparquet/src/wkb.js';
import { invalid } from '../../lib/errors.ts';

type Row = Readonly<Record<string, unknown>>;

/** Columns that are members of the item itself; all others are its properties. */
const ownMembers = [
  'type',
  'stac_version',
  'stac_extensions',
  'id',
  'collection',
  'geometry',
  'bbox',
  'links',
  'assets',
];

/** An item of its row in stac-geoparquet, older forms of which leave `type` out or have `bbox` as a list.
 *
 * A column has a place for every row, so null there and no member at all are one and the same: both become no member,
 * except in lists, where a place counts, and `datetime`, which STAC wants null. Integers of 64 bits become numbers, as
 * they would when read from JSON. What isn't JSON (NaN) becomes no member too.
 * @param reading `lenient` shows a geometry that can't be read as hexadecimal text
 * @throws {InvalidInputError} geometry that is no WKB
 * @see https://github.com/stac-utils/stac-geoparquet/blob/main/spec/stac-geoparquet-spec.md */
export function itemOfRow(row: Row, reading: 'strict' | 'lenient' = 'strict'): Record<string, unknown> {
  const plain = (value: unknown, field: string) => plainValue(value, field, reading);
  const own = objectOf(ownMembers.map((name) => [name, plain(row[name], name)]));
  const properties = Object.entries(row).filter(([name]) => !ownMembers.includes(name));
  return {
    type: 'Feature',
    geometry: null,
    links: [],
    assets: {},
    ...own,
    ...bboxOf(own['bbox']),
    properties: {
      datetime: null,
      ...objectOf(properties.map(([name, value]) => [name, plain(value, `properties.${name}`)])),
    },
  };
}

/** `{ xmin, ymin, xmax, ymax }`, with `zmin` and `zmax` when there are heights. */
function bboxOf(value: unknown): { readonly bbox?: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const { xmin, ymin, zmin, xmax, ymax, zmax } = value as Row;
  return { bbox: zmin === undefined ? [xmin, ymin, xmax, ymax] : [xmin, ymin, zmin, xmax, ymax, zmax] };
}

function plainValue(value: unknown, field: string, reading: 'strict' | 'lenient'): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'object') return value;
  if (value instanceof Uint8Array)
    return field.endsWith('geometry') ? geometryOf(value, field, reading) : textOf(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const list = Array.from(value as ArrayLike<unknown>);
    return list.map((entry, index) => plainValue(entry, `${field}[${index}]`, reading) ?? null);
  }
  return objectOf(
    Object.entries(value).map(([name, member]) => [name, plainValue(member, `${field}.${name}`, reading)]),
  );
}

/** Leaves out members that are undefined. Not by assignment, to which `__proto__` would mean something else. */
function objectOf(members: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

function geometryOf(bytes: Uint8Array, field: string, reading: 'strict' | 'lenient'): unknown {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return wkbToGeojson({ view, offset: 0 });
  } catch (error) {
    if (reading === 'lenient') return Buffer.from(bytes).toString('hex');
    throw invalid(field, `not WKB: ${(error as Error).message}`, { cause: error });
  }
}

/** Writers that leave the type of text out mean UTF-8. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
