/** On which side of the line a → b the point c lies: > 0 left, < 0 right, 0 exactly on it.
 * Exact: a filter answers nearly always, expansions of doubles decide what is close.
 * @see Shewchuk, Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates, 1997 */
export function orient(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const left = (ay - cy) * (bx - cx);
  const right = (ax - cx) * (by - cy);
  const det = right - left;
  const bound = 3.3306690738754716e-16 * (Math.abs(left) + Math.abs(right));
  if (Math.abs(det) > bound) return det;
  return exactOrient(ax, ay, bx, by, cx, cy);
}

const splitter = 2 ** 27 + 1;

/** ax·by − ax·cy + bx·cy − bx·ay + cx·ay − cx·by as a sum of doubles without rounding. */
function exactOrient(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const expansion: number[] = [];
  addProduct(expansion, ax, by);
  addProduct(expansion, -ax, cy);
  addProduct(expansion, bx, cy);
  addProduct(expansion, -bx, ay);
  addProduct(expansion, cx, ay);
  addProduct(expansion, -cx, by);
  // The last non-zero component is larger than all before it together, so it has the sign.
  for (let i = expansion.length - 1; i >= 0; i--) if (expansion[i] !== 0) return expansion[i]!;
  return 0;
}

/** Two-product: p + error = a·b exactly. */
function addProduct(expansion: number[], a: number, b: number): void {
  const p = a * b;
  const [aHigh, bHigh] = [high(a), high(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  const error = aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  grow(expansion, error);
  grow(expansion, p);
}

function high(a: number): number {
  const c = splitter * a;
  return c - (c - a);
}

/** Adds one double to the expansion, smallest component first. */
function grow(expansion: number[], value: number): void {
  let carry = value;
  for (let i = 0; i < expansion.length; i++) {
    const part = expansion[i]!;
    const sum = carry + part;
    const virtual = sum - carry;
    expansion[i] = carry - (sum - virtual) + (part - virtual);
    carry = sum;
  }
  expansion.push(carry);
}
