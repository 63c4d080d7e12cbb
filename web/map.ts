import type { Geometry } from 'geojson';
import { bboxPolygon, geometryBbox, type Bbox2D } from '../lib/geo/bbox.ts';
import { graticule } from './graticule.ts';
import { html, type Html } from './html.ts';
import { mapFrame } from './map-frame.ts';
import { outlinePath } from './outline-path.ts';
import { pictureEdge, picturePlacement } from './picture-placement.ts';

/** Something with a place. */
export interface MapFeature {
  readonly key: string;
  readonly title: string;
  readonly href: string;
  readonly geometry: Geometry | null;
  readonly bbox?: Bbox2D;
  /** URL of a picture of it. */
  readonly picture?: string;
}

export interface MapOptions {
  readonly label: string;
  /** Newest first; the newest is drawn on top. */
  readonly features: readonly MapFeature[];
  /** Outline of what is watched. */
  readonly area?: Geometry;
  readonly width?: number;
  readonly height?: number;
}

/** Footprints with their pictures over a graticule, as SVG. @returns undefined when nothing has a place */
export function map({ label, features, area, width = 640, height = 400 }: MapOptions): Html | undefined {
  const placed = features.flatMap((feature) => {
    const bbox = feature.bbox ?? (feature.geometry ? geometryBbox(feature.geometry) : undefined);
    const shape = feature.geometry ?? (bbox && bboxPolygon(bbox));
    return bbox && shape ? [{ ...feature, bbox, shape }] : [];
  });
  const areaBox = area && geometryBbox(area);
  const boxes = [...(areaBox ? [areaBox] : []), ...placed.map(({ bbox }) => bbox)];
  if (boxes.length === 0) return undefined;
  const frame = mapFrame(boxes, width, height);
  const drawn = placed.toReversed().map((feature) => {
    const path = outlinePath(feature.shape, frame);
    const picture = feature.picture === undefined ? undefined : picturePlacement(feature.shape, frame);
    return html`<a data-key="${feature.key}" href="${feature.href}" tabindex="-1"
      ><title>${feature.title}</title>${
        picture &&
        html`<image
          href="${feature.picture}"
          width="${pictureEdge}"
          height="${pictureEdge}"
          preserveAspectRatio="none"
          transform="matrix(${picture.join(' ')})"
        />`
      }<path class="foot${picture && ' pictured'}" d="${path}"
    /></a>`;
  });
  return html`<svg class="map" viewBox="0 0 ${width} ${height}" role="group" aria-label="${label}">
    ${graticule(frame)}${drawn}${
      area &&
      areaBox &&
      html`<path class="area" d="${outlinePath(area, frame)}"><title>The area that is watched</title></path>`
    }
  </svg>`;
}

/** A footprint alone, as a small picture. */
export function outline(geometry: Geometry | null): Html | undefined {
  const box = geometry && geometryBbox(geometry);
  if (!geometry || !box) return undefined;
  return html`<svg class="outline" viewBox="0 0 32 32" aria-hidden="true">
    <path d="${outlinePath(geometry, mapFrame([box], 32, 32))}" />
  </svg>`;
}
