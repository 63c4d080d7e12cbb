/** A count since 1970 as RFC 3339 in UTC, with as many digits of the second as it needs: none, 3, 6 or 9.
 * @param digits of a second that one unit is
 * @throws {RangeError} years outside of 0 to 9999 */
export function rfc3339(count: bigint, digits: 3 | 6 | 9): string {
  const unit = 10n ** BigInt(digits);
  const fraction = ((count % unit) + unit) % unit;
  const seconds = new Date(Number((count - fraction) / unit) * 1000).toISOString().slice(0, -5);
  const text = fraction
    .toString()
    .padStart(digits, '0')
    .replace(/(?:000)+$/, '');
  return `${seconds}${text === '' ? '' : '.'}${text}Z`;
}
