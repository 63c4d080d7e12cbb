import { setImmediate } from 'node:timers/promises';
import type { Catalog } from '../catalog/catalog.ts';
import { instantOfValue } from '../search/datetime.ts';
import type { Item } from './item.ts';

/** What the values of one property look like over the items that were looked at. */
export interface PropertyFacts {
  readonly kinds: ReadonlySet<Kind>;
  /** Kinds of what arrays hold. */
  readonly elements: ReadonlySet<Kind>;
  /** Every text is a date and time. */
  readonly isTime: boolean;
  /** Distinct texts; undefined when there are too many to list. */
  readonly texts: ReadonlySet<string> | undefined;
  /** Of numbers. */
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}

export type Kind = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object';

export interface ItemFacts {
  readonly properties: ReadonlyMap<string, PropertyFacts>;
  /** Items that were looked at. */
  readonly items: number;
  /** Whether those are all there are: only then do lists and ranges of values hold. */
  readonly complete: boolean;
}

/** Newest and oldest items that are looked at. */
const sample = { newest: 500, oldest: 100 };

/** Milliseconds that facts are believed for while the number of items stays the same. */
const shelfLife = 60_000;

interface Kept {
  readonly count: number | undefined;
  readonly until: number;
  readonly facts: Promise<ItemFacts>;
}

const shelves = new WeakMap<Catalog, Map<string, Kept>>();

/** What a collection's items really hold: from all of them when they are few, else from its newest and oldest. */
export async function itemFacts(catalog: Catalog, collection: string): Promise<ItemFacts> {
  const shelf = shelves.get(catalog) ?? new Map<string, Kept>();
  shelves.set(catalog, shelf);
  const search = { collections: [collection], sortby: [], limit: 1 };
  const count = await catalog.count(search);
  const kept = shelf.get(collection);
  if (kept && kept.count === count && kept.until > Date.now()) return kept.facts;
  const facts = lookAt(catalog, collection);
  shelf.set(collection, { count, until: Date.now() + shelfLife, facts });
  // A failure isn't kept; who asked for it learns of it.
  facts.catch(() => shelf.delete(collection));
  return facts;
}

async function lookAt(catalog: Catalog, collection: string): Promise<ItemFacts> {
  const page = (direction: 'asc' | 'desc', limit: number) =>
    catalog.search({ collections: [collection], sortby: [{ field: 'datetime', direction }], limit });
  const newest = await page('desc', sample.newest);
  const complete = newest.next === undefined;
  const oldest = complete ? [] : (await page('asc', sample.oldest)).items;
  // Other requests get their turn between two collections.
  await setImmediate();
  const items = [...newest.items, ...oldest].map((stored) => stored.item());
  return { properties: gather(items), items: items.length, complete };
}

const maxTexts = 50;
const maxProperties = 500;

type Gathered = {
  -readonly [K in keyof PropertyFacts]: PropertyFacts[K] extends ReadonlySet<Kind> ? Set<Kind> : PropertyFacts[K];
};

/** @returns by name */
export function gather(items: readonly Pick<Item, 'properties'>[]): ReadonlyMap<string, PropertyFacts> {
  const found = new Map<string, Gathered>();
  const texts = new Map<string, Set<string>>();
  for (const { properties } of items) {
    for (const [name, value] of Object.entries(properties)) {
      let facts = found.get(name);
      if (!facts) {
        if (found.size >= maxProperties) continue;
        facts = {
          kinds: new Set(),
          elements: new Set(),
          isTime: true,
          texts: undefined,
          minimum: undefined,
          maximum: undefined,
        };
        found.set(name, facts);
        texts.set(name, new Set());
      }
      note(facts, value, texts.get(name)!);
    }
  }
  for (const [name, facts] of found) {
    const listed = texts.get(name)!;
    if (listed.size > 0 && listed.size <= maxTexts) facts.texts = listed;
    facts.isTime &&= listed.size > 0;
  }
  return found;
}

function note(facts: Gathered, value: unknown, texts: Set<string>): void {
  facts.kinds.add(kindOf(value));
  if (typeof value === 'string') {
    if (texts.size <= maxTexts) texts.add(value);
    facts.isTime &&= value[10] === 'T' && instantOfValue(value) !== undefined;
  } else if (typeof value === 'number') {
    facts.minimum = Math.min(facts.minimum ?? Infinity, value);
    facts.maximum = Math.max(facts.maximum ?? -Infinity, value);
  } else if (Array.isArray(value)) {
    for (const element of value) facts.elements.add(kindOf(element));
  }
}

function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const kind = typeof value;
  return kind === 'string' || kind === 'number' || kind === 'boolean' ? kind : 'object';
}
