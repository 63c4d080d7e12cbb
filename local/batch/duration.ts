const pattern = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** What Azure Batch writes for "no limit": the longest .NET TimeSpan. */
export const unlimited = 'P10675199DT2H48M5.4775807S';

/** An ISO 8601 duration of days and smaller.
 * @returns milliseconds, or undefined when the text is none */
export function durationMs(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match || /[PT]$/.test(text)) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
}
