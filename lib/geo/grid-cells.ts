import type { Position } from 'geojson';

const base32 = '0123456789bcdefghjkmnpqrstuvwxyz';

/** The geohash of a place: longitude and latitude halved in turns, five bits a character.
 * @param precision characters, 1 to 12
 * @see https://en.wikipedia.org/wiki/Geohash */
export function geohash([longitude = 0, latitude = 0]: Position, precision: number): string {
  let [west, east, south, north] = [-180, 180, -90, 90];
  let hash = '';
  for (let character = 0; character < precision; character++) {
    let five = 0;
    for (let bit = 0; bit < 5; bit++) {
      if ((character * 5 + bit) % 2 === 0) {
        const middle = (west + east) / 2;
        const upper = longitude >= middle;
        five = five * 2 + Number(upper);
        [west, east] = upper ? [middle, east] : [west, middle];
      } else {
        const middle = (south + north) / 2;
        const upper = latitude >= middle;
        five = five * 2 + Number(upper);
        [south, north] = upper ? [middle, north] : [south, middle];
      }
    }
    hash += base32[five];
  }
  return hash;
}

/** Where web maps end, degrees. */
const mercatorEdge = 85.0511287798066;

/** The web map tile `z/x/y` that holds a place; places beyond ±85.05° count to the outermost tiles.
 * @param zoom 0 to 29
 * @see https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames */
export function geotile([longitude = 0, latitude = 0]: Position, zoom: number): string {
  const tiles = 2 ** zoom;
  const phi = (Math.max(-mercatorEdge, Math.min(mercatorEdge, latitude)) * Math.PI) / 180;
  const x = Math.floor(((longitude + 180) / 360) * tiles);
  const y = Math.floor(((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * tiles);
  const clamp = (value: number) => Math.max(0, Math.min(tiles - 1, value));
  return `${zoom}/${clamp(x)}/${clamp(y)}`;
}
