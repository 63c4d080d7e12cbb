/** Milliseconds of a .NET TimeSpan, `[d.]hh:mm:ss[.fff]`, the form of durations in host.json.
 * @throws {RangeError} */
export function parseTimeSpan(text: string): number {
  const parts = /^(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?$/.exec(text);
  if (!parts) throw new RangeError(`${JSON.stringify(text)} is not a time span like "00:00:30"`);
  const [, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = '0'] = parts;
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Math.floor(Number(`0.${fraction}`) * 1000);
}
