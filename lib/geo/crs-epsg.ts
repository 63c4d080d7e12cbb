import table from './crs-epsg-table.json' with { type: 'json' };

let byCode: ReadonlyMap<number, string> | undefined;

/** PROJ string of an EPSG code, without network: UTM on WGS 84 by rule, the rest from a table made from PROJ's copy of
 * the EPSG registry (`make-epsg-table.py`). Vertical parts of compound systems are dropped.
 * @returns undefined for an unknown code */
export function epsgDefinition(code: number): string | undefined {
  if (code >= 32601 && code <= 32660) return utm(code - 32600, '');
  if (code >= 32701 && code <= 32760) return utm(code - 32700, ' +south');
  if (code === 3857 || code === 900913 || code === 3785) return webMercator;
  byCode ??= readTable();
  const words = byCode.get(code);
  return words === undefined ? undefined : fullDefinition(words);
}

/** The table leaves out `+` and what has a default in PROJ; proj4 wants false eastings said. */
function fullDefinition(words: string): string {
  const stated = words
    .split(' ')
    .map((word) => `+${word}`)
    .join(' ');
  const defaults = ['+x_0=0', '+y_0=0', ...(/\b(?:units|to_meter)=/.test(words) ? [] : ['+units=m'])];
  const missing = defaults.filter((word) => !stated.includes(word.split('=')[0] ?? word));
  return [stated, ...(stated.startsWith('+proj=longlat') ? [] : missing), '+no_defs'].join(' ');
}

const webMercator =
  '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs';

function utm(zone: number, south: string): string {
  return `+proj=utm +zone=${zone}${south} +datum=WGS84 +units=m +no_defs`;
}

/** The table maps a definition to runs of codes: `"2000-2001 2003"`. */
function readTable(): ReadonlyMap<number, string> {
  const codes = new Map<number, string>();
  for (const [definition, runs] of Object.entries(table)) {
    for (const run of runs.split(' ')) {
      const [first = NaN, last = first] = run.split('-').map(Number);
      for (let code = first; code <= last; code += 1) codes.set(code, definition);
    }
  }
  return codes;
}
