import { html, type Html } from './html.ts';

const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
const minute = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' });
const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** `5 Jun 2026, 10:36 UTC` as a time element; what is no date is shown as it came. */
export function timeTag(instant: string): Html {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return html`${instant}`;
  return html`<time datetime="${date.toISOString()}">${day.format(date)}, ${minute.format(date)} UTC</time>`;
}

/** A day as a time element. */
export function dayTag(instant: string): Html {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return html`${instant}`;
  return html`<time datetime="${date.toISOString()}">${day.format(date)}</time>`;
}

/** `1 scene`, `1,200 scenes` */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${whole.format(number)} ${number === 1 ? singular : plural}`;
}

export function wholeNumber(number: number): string {
  return whole.format(number);
}

/** `3.4 MB`; decimal units, as operating systems show them. */
export function byteSize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.max(0, Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
