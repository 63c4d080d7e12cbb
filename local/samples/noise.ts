/** Deterministic value noise: the same coordinates give the same value on every machine. */

function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 374_761_393) ^ Math.imul(y, 668_265_263) ^ Math.imul(seed, 2_147_483_647);
  h = Math.imul(h ^ (h >>> 13), 1_274_126_177);
  return ((h ^ (h >>> 16)) >>> 0) / 0xffff_ffff;
}

/** Smooth noise in 0…1 with features about one unit wide. */
export function noise(x: number, y: number, seed: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const fx = smooth(x - column);
  const fy = smooth(y - row);
  const top = mix(hash(column, row, seed), hash(column + 1, row, seed), fx);
  const bottom = mix(hash(column, row + 1, seed), hash(column + 1, row + 1, seed), fx);
  return mix(top, bottom, fy);
}

/** Fractal noise: octaves of `noise`, each half as wide and half as strong. */
export function fractal(x: number, y: number, seed: number, octaves: number): number {
  let sum = 0;
  let weight = 0.5;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave += 1) {
    sum += weight * noise(x * scale, y * scale, seed + octave);
    weight /= 2;
    scale *= 2;
  }
  return sum / (1 - 2 ** -octaves);
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}
