import type { Affine } from './raster-header.ts';

/** @returns CRS (x, y) of pixel (col, row) */
export function applyAffine([a, b, c, d, e, f]: Affine, col: number, row: number): readonly [x: number, y: number] {
  return [a * col + b * row + c, d * col + e * row + f];
}

/** CRS (x, y) → pixel (col, row). @returns undefined for a grid without area */
export function invertAffine([a, b, c, d, e, f]: Affine): Affine | undefined {
  const determinant = a * e - b * d;
  if (determinant === 0 || !Number.isFinite(determinant)) return undefined;
  // As GDAL does it, so that pixels on an edge fall to the same side.
  if (b === 0 && d === 0) return [1 / a, 0, -c / a, 0, 1 / e, -f / e];
  const inverse = 1 / determinant;
  return [e * inverse, -b * inverse, (b * f - c * e) * inverse, -d * inverse, a * inverse, (-a * f + c * d) * inverse];
}
