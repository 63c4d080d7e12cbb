import { extensionOf } from './item-id.ts';

const byExtension: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  json: 'application/json',
  xml: 'application/xml',
  safe: 'application/xml',
  txt: 'text/plain',
  md: 'text/markdown',
  md5: 'text/plain',
  csv: 'text/csv',
  html: 'text/html',
  pdf: 'application/pdf',
  yaml: 'application/yaml',
  yml: 'application/yaml',
};

/** Only a file that is laid out as one is called a COG. @see https://github.com/radiantearth/stac-spec/blob/v1.0.0/best-practices.md#working-with-media-types */
export function rasterMediaType(cloudOptimized: boolean, georeferenced: boolean): string {
  if (!georeferenced) return 'image/tiff';
  return cloudOptimized
    ? 'image/tiff; application=geotiff; profile=cloud-optimized'
    : 'image/tiff; application=geotiff';
}

/** By the name: what clients send as content type is too often application/octet-stream. */
export function fileMediaType(path: string): string | undefined {
  return byExtension[extensionOf(path)];
}
