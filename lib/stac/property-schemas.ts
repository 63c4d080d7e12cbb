import type { ItemFacts, Kind, PropertyFacts } from './item-facts.ts';

export type Schema = Readonly<Record<string, unknown>>;

const number = { type: 'number' };
const text = { type: 'string' };
const time = { ...text, format: 'date-time' };

/** What imagery often has, as STAC's extensions define it. */
export const knownProperties: Readonly<Record<string, Schema>> = {
  created: { title: 'Metadata written', ...time },
  updated: { title: 'Metadata changed', ...time },
  start_datetime: { title: 'Start', ...time },
  end_datetime: { title: 'End', ...time },
  platform: { title: 'Platform', ...text },
  constellation: { title: 'Constellation', ...text },
  instruments: { title: 'Instruments', type: 'array', items: text },
  gsd: { title: 'Ground sample distance (m)', ...number, exclusiveMinimum: 0 },
  'eo:cloud_cover': { title: 'Cloud cover (%)', ...number, minimum: 0, maximum: 100 },
  'view:off_nadir': { title: 'Off-nadir angle (degrees)', ...number, minimum: 0, maximum: 90 },
  'view:sun_azimuth': { title: 'Sun azimuth (degrees)', ...number, minimum: 0, maximum: 360 },
  'view:sun_elevation': { title: 'Sun elevation (degrees)', ...number, minimum: -90, maximum: 90 },
  'proj:epsg': { title: 'EPSG code', type: ['integer', 'null'] },
  'grid:code': { title: 'Grid square', ...text },
};

/** Schemas of the properties that items really have. Texts are listed and numbers bounded only when all items were
 * looked at. */
export function schemasOfFacts({ properties, complete }: ItemFacts): Readonly<Record<string, Schema>> {
  return Object.fromEntries([...properties].map(([name, facts]) => [name, schemaOfFacts(name, facts, complete)]));
}

function schemaOfFacts(name: string, facts: PropertyFacts, complete: boolean): Schema {
  const kinds = [...facts.kinds].sort();
  const isText = kinds.join() === 'string';
  const isNumber = kinds.join() === 'number';
  const elements = [...facts.elements].sort();
  const known = knownOf(name);
  return {
    ...(known ?? { title: name, ...typeOf(kinds) }),
    ...(isText && facts.isTime ? { format: 'date-time' } : {}),
    ...(kinds.join() === 'array' && elements.length > 0 && !known ? { items: typeOf(elements) } : {}),
    ...(complete && isText && !facts.isTime && facts.texts ? { enum: [...facts.texts].sort() } : {}),
    ...(complete && isNumber ? { minimum: facts.minimum, maximum: facts.maximum } : {}),
  };
}

/** Schemas of what the publisher says of a collection's values, widened by what items hold beyond that. */
export function schemasOfSummaries(
  summaries: Readonly<Record<string, unknown>>,
  facts: ItemFacts | undefined,
): Readonly<Record<string, Schema>> {
  const found = Object.entries(summaries).map(
    ([name, summary]) => [name, schemaOfSummary(name, summary, facts?.properties.get(name))] as const,
  );
  return Object.fromEntries(found);
}

function schemaOfSummary(name: string, summary: unknown, facts: PropertyFacts | undefined): Schema {
  const known = knownOf(name) ?? { title: name };
  if (Array.isArray(summary)) {
    if (facts?.kinds.has('array') || known['type'] === 'array') return { ...known, type: 'array' };
    if (!summary.every(isScalar)) return known;
    return { ...known, enum: [...new Set([...summary, ...(facts?.texts ?? [])])] };
  }
  if (typeof summary !== 'object' || summary === null) return known;
  const { minimum, maximum } = summary as { readonly minimum?: unknown; readonly maximum?: unknown };
  if (typeof minimum === 'number' && typeof maximum === 'number') {
    const [low, high] = [facts?.minimum ?? minimum, facts?.maximum ?? maximum];
    return { ...known, ...number, minimum: Math.min(minimum, low), maximum: Math.max(maximum, high) };
  }
  if (typeof minimum === 'string') return { ...known, ...text };
  return { ...known, ...summary };
}

function knownOf(name: string): Schema | undefined {
  return Object.hasOwn(knownProperties, name) ? knownProperties[name] : undefined;
}

function typeOf(kinds: readonly Kind[]): Schema {
  return { type: kinds.length === 1 ? kinds[0] : kinds };
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
