/** Media types that STAC API's clients look for, exactly so. */
export const mediaTypes = {
  json: 'application/json',
  geojson: 'application/geo+json',
  lines: 'application/x-ndjson',
  sequence: 'application/geo+json-seq',
  schema: 'application/schema+json',
  openapi: 'application/vnd.oai.openapi+json;version=3.1',
  openapi30: 'application/vnd.oai.openapi+json;version=3.0',
  html: 'text/html; charset=utf-8',
} as const;
