/** JSON text with the members of every object in code-unit order, so that equal content has equal text.
 * Members whose value is undefined are left out, as JSON.stringify does. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return listText(value);
  const keys = Object.keys(value);
  if (!isSorted(keys)) keys.sort();
  let text = '';
  for (const key of keys) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${quote(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

function listText(values: readonly unknown[]): string {
  let text = '';
  for (let index = 0; index < values.length; index++)
    text += `${index === 0 ? '' : ','}${canonicalJson(values[index] ?? null)}`;
  return `[${text}]`;
}

// What JSON.stringify would escape. Most text has none of it, and a call of JSON.stringify for each word is slow.
const escaped = /["\\\p{Cc}\p{Cs}]/u;

function quote(text: string): string {
  return escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
}

function isSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index++) if (keys[index - 1]! > keys[index]!) return false;
  return true;
}
