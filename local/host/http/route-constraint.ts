export type Constraint = (value: string) => boolean;

const guid = /^\{?[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}\}?$/i;
const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));
const isInteger = (text: string, bits: bigint): boolean => {
  if (!/^[+-]?\d+$/.test(text)) return false;
  const value = BigInt(text.replace(/^\+/, ''));
  return value >= -(1n << (bits - 1n)) && value < 1n << (bits - 1n);
};

const plain: Readonly<Record<string, Constraint>> = {
  int: (text) => isInteger(text, 32n),
  long: (text) => isInteger(text, 64n),
  bool: (text) => /^(true|false)$/i.test(text),
  guid: (text) => guid.test(text),
  alpha: (text) => /^[a-z]*$/i.test(text),
  decimal: isNumber,
  double: isNumber,
  float: isNumber,
  datetime: (text) => !Number.isNaN(Date.parse(text)),
  required: (text) => text !== '',
};

const bounded: Readonly<Record<string, (...bounds: number[]) => Constraint>> = {
  min:
    (low = 0) =>
    (text) =>
      isInteger(text, 64n) && Number(text) >= low,
  max:
    (high = 0) =>
    (text) =>
      isInteger(text, 64n) && Number(text) <= high,
  range:
    (low = 0, high = 0) =>
    (text) =>
      isInteger(text, 64n) && Number(text) >= low && Number(text) <= high,
  minlength:
    (low = 0) =>
    (text) =>
      text.length >= low,
  maxlength:
    (high = 0) =>
    (text) =>
      text.length <= high,
  length:
    (low = 0, high = low) =>
    (text) =>
      text.length >= low && text.length <= high,
};

/** A route constraint of ASP.NET Core: `int`, `range(1,5)`, `regex(^\\d+$)`, …
 * @throws {SyntaxError} for one that is unknown */
export function parseConstraint(source: string): Constraint {
  const [, name = '', inner] = /^(\w+)(?:\((.*)\))?$/s.exec(source) ?? [];
  if (name === 'regex' && inner !== undefined) {
    const pattern = new RegExp(inner.replaceAll('{{', '{').replaceAll('}}', '}'), 'i');
    return (text) => pattern.test(text);
  }
  const bounds = inner?.split(',').map(Number) ?? [];
  const constraint = inner === undefined ? plain[name] : bounded[name]?.(...bounds);
  if (constraint === undefined || bounds.some(Number.isNaN))
    throw new SyntaxError(`Unknown route constraint "${source}"`);
  return constraint;
}
