/** Orders two events of one blob. Sequencers are hexadecimal, written with 32 or 48 digits and in either case,
 * so they are padded and lower-cased before they are compared as text.
 * @returns negative when `a` is older, 0 when equal */
export function compareSequencers(a: string, b: string): number {
  const width = Math.max(a.length, b.length);
  const left = a.toLowerCase().padStart(width, '0');
  const right = b.toLowerCase().padStart(width, '0');
  return left < right ? -1 : left > right ? 1 : 0;
}
