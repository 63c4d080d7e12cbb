import type { SchemaTree } from 'hyparquet';
import { isListLike, isMapLike } from 'hyparquet/src/schema.js';
import type { Column } from './parquet-column.ts';

type Row = Record<string | number, unknown>;

/** One place on the way from a row to a value. */
interface Step {
  /** Member of an object; absent for an element of a list. */
  readonly name?: string;
  /** Which of the lists on the way: 0 is the outermost. */
  readonly list: number;
  /** Definition level from which the place is there. */
  readonly isThere: number;
  /** Definition level from which it holds something. */
  readonly isSet: number;
  readonly holds: 'value' | 'object' | 'list' | 'map';
}

/** Puts rows together from their columns, one at a time. Members that are null are left out.
 * @param skip rows that are passed over */
export function* parquetRows(columns: readonly Column[], rows: number, skip = 0): Generator<Row> {
  const readers = columns.map(columnReader);
  for (let index = 0; index < rows; index++) {
    const row = newObject();
    const maps: Place[] = [];
    for (const read of readers) read(row, maps);
    if (index < skip) continue;
    // The inner ones were made last.
    for (const { container, key } of maps.reverse()) container[key] = mapOf(container[key] as readonly Row[]);
    yield row;
  }
}

interface Place {
  readonly container: Row;
  readonly key: string | number;
}

/** Puts one column's part of the next row in its place. */
function columnReader({ schemaPath, maxDefinition, pages }: Column): (row: Row, maps: Place[]) => void {
  const steps = stepsOf(schemaPath);
  const at = steps.map(() => 0);
  let page = 0;
  let entry = 0;
  let value = 0;
  return (row, maps) => {
    at.fill(0);
    for (let isFirst = true; ; isFirst = false) {
      while (page < pages.length && entry === pages[page]!.entries) {
        page += 1;
        [entry, value] = [0, 0];
      }
      const now = pages[page];
      const repetition = now?.repetition?.[entry] ?? 0;
      if (!now || (!isFirst && repetition === 0)) return;
      const definition = now.definition?.[entry] ?? maxDefinition;
      if (!isFirst) {
        at[repetition - 1]! += 1;
        at.fill(0, repetition);
      }
      place(row, steps, at, definition, definition === maxDefinition ? now.values[value++] : undefined, maps);
      entry += 1;
    }
  };
}

function place(
  row: Row,
  steps: readonly Step[],
  at: readonly number[],
  definition: number,
  value: unknown,
  maps: Place[],
): void {
  let container = row;
  for (const { name, list, isThere, isSet, holds } of steps) {
    if (definition < isThere) return;
    const key = name ?? at[list]!;
    if (definition < isSet) {
      if (name === undefined) container[key] = null;
      return;
    }
    if (holds === 'value') {
      container[key] = value;
      return;
    }
    let inner = container[key] as Row | undefined;
    if (!inner) {
      inner = holds === 'object' ? newObject() : ([] as unknown as Row);
      container[key] = inner;
      if (holds === 'map') maps.push({ container, key });
    }
    container = inner;
  }
}

/** Without a prototype every name is only a name. */
function newObject(): Row {
  return Object.create(null) as Row;
}

function mapOf(entries: readonly Row[]): Row {
  const map = newObject();
  for (const { key, value } of entries) map[String(key)] = value;
  return map;
}

/** Lists are three nodes deep (the list, what is repeated, its element), two in old files, or only what is repeated. */
function stepsOf([, ...path]: readonly SchemaTree[]): readonly Step[] {
  const steps: Step[] = [];
  let level = 0;
  let lists = 0;
  for (let index = 0; index < path.length; index++) {
    const node = path[index]!;
    const { name, repetition_type: repetition } = node.element;
    const isThere = level;
    if (repetition === 'REPEATED') {
      const isAlone = !isOfList(path[index - 1]);
      if (isAlone) steps.push({ name, list: 0, isThere, isSet: level, holds: 'list' });
      level += 1;
      const element = isAlone || isMapLike(path[index - 1]!) ? undefined : node.children[0] && path[index + 1];
      if (element) index += 1;
      const isSet = level + (element?.element.repetition_type === 'OPTIONAL' ? 1 : 0);
      steps.push({ list: lists, isThere: level, isSet, holds: holdsOf(element ?? node) });
      level = isSet;
      lists += 1;
      continue;
    }
    if (repetition === 'OPTIONAL') level += 1;
    steps.push({ name, list: 0, isThere, isSet: level, holds: holdsOf(node) });
  }
  return steps;
}

function isOfList(node: SchemaTree | undefined): boolean {
  return node !== undefined && (isListLike(node) || isMapLike(node));
}

function holdsOf(node: SchemaTree): Step['holds'] {
  if (node.children.length === 0) return 'value';
  if (isMapLike(node)) return 'map';
  return isListLike(node) ? 'list' : 'object';
}
