import type { Geometry } from 'geojson';
import { bboxPolygon, flatBbox, type Bbox2D } from '../geo/bbox.ts';
import type { Bbox } from '../stac/item.ts';
import type { RasterFacts } from './scene-file.ts';

export interface SceneFootprint {
  readonly geometry: Geometry;
  readonly bbox: Bbox;
}

/** Where a scene lies: the outline of the file that covers the others (the finest of equals), or, when none does, the box of all.
 * @returns undefined when no file can be placed */
export function sceneFootprint(rasters: readonly RasterFacts[]): SceneFootprint | undefined {
  const placed = rasters
    .flatMap((raster) => (raster.footprint ? [{ ...raster.footprint, pixels: raster.width * raster.height }] : []))
    .toSorted((a, b) => b.pixels - a.pixels);
  const covering = placed.find((one) => placed.every((other) => covers(flatBbox(one.bbox), flatBbox(other.bbox))));
  if (covering) return { geometry: covering.geometry, bbox: covering.bbox };
  const largest = placed.toSorted((a, b) => area(flatBbox(b.bbox)) - area(flatBbox(a.bbox)))[0];
  if (!largest) return undefined;
  const boxes = placed.map(({ bbox }) => flatBbox(bbox));
  // A box around files on both sides of ±180° would go the long way round the world.
  if (boxes.some(([west, , east]) => west > east)) return { geometry: largest.geometry, bbox: largest.bbox };
  const bbox = [
    Math.min(...boxes.map(([west]) => west)),
    Math.min(...boxes.map(([, south]) => south)),
    Math.max(...boxes.map(([, , east]) => east)),
    Math.max(...boxes.map(([, , , north]) => north)),
  ] as const;
  return { geometry: bboxPolygon(bbox), bbox };
}

/** Files of one scene at different resolutions end within a coarse pixel of each other: a hundredth of the box is allowed. */
function covers(one: Bbox2D, other: Bbox2D): boolean {
  if (one[0] > one[2] !== other[0] > other[2]) return false;
  const slackX = Math.abs(one[2] - one[0]) / 100;
  const slackY = (one[3] - one[1]) / 100;
  return (
    one[0] <= other[0] + slackX &&
    one[1] <= other[1] + slackY &&
    one[2] >= other[2] - slackX &&
    one[3] >= other[3] - slackY
  );
}

function area([west, south, east, north]: Bbox2D): number {
  return ((east - west + 360) % 360) * (north - south);
}
