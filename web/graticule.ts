import { html, type Html } from './html.ts';
import type { MapFrame } from './map-frame.ts';

const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 45, 90];

/** Units of the SVG next to an edge in which names would be cut off or meet those of the other edge. */
const room = { top: 22, right: 56, bottom: 26 } as const;

/** Meridians and parallels at round degrees, with their names along the bottom and left edges. */
export function graticule(frame: MapFrame): Html {
  const [west, south, east, north] = frame.box;
  const step = steps.find((degrees) => (east - west) / degrees <= 7) ?? 90;
  const meridians = multiples(west, east, step).map((lon) => {
    const [x] = frame.place(lon, north);
    const fits = x < frame.width - room.right;
    return html`<line
        class="line"
        x1="${x}"
        y1="0"
        x2="${x}"
        y2="${frame.height}"
      />${fits && html`<text x="${x + 4}" y="${frame.height - 6}">${name(lon - 360 * Math.round(lon / 360), 'E', 'W', step)}</text>`}`;
  });
  const parallels = multiples(Math.max(-90, south), Math.min(90, north), step).map((lat) => {
    const [, y] = frame.place(west, lat);
    const fits = y > room.top && y < frame.height - room.bottom;
    return html`<line
        class="line"
        x1="0"
        y1="${y}"
        x2="${frame.width}"
        y2="${y}"
      />${fits && html`<text x="6" y="${y - 4}">${name(lat, 'N', 'S', step)}</text>`}`;
  });
  return html`<g aria-hidden="true">${meridians}${parallels}</g>`;
}

function multiples(from: number, to: number, step: number): readonly number[] {
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) => (first + index) * step);
}

function name(degrees: number, positive: string, negative: string, step: number): string {
  const digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  const text = Math.abs(degrees).toFixed(digits);
  return Number(text) === 0 ? '0°' : `${text}° ${degrees > 0 ? positive : negative}`;
}
