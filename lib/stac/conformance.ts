/** Conformance classes that work, and no others. Clients switch features on by these strings. */
export const conformsTo: readonly string[] = [
  ...stac('v1.0.0', ['core', 'collections', 'ogcapi-features', 'item-search']),
  ...ogc('ogcapi-features-1/1.0', ['core', 'oas30', 'geojson']),

  ...ogc('ogcapi-features-3/1.0', ['filter', 'features-filter']),
  'https://api.stacspec.org/v1.0.0-rc.3/item-search#filter',
  ...ogc('cql2/1.0', [
    'cql2-text',
    'cql2-json',
    'basic-cql2',
    'advanced-comparison-operators',
    'case-insensitive-comparison',
    'accent-insensitive-comparison',
    'basic-spatial-functions',
    'basic-spatial-functions-plus',
    'spatial-functions',
    'temporal-functions',
    'array-functions',
    'property-property',
    'functions',
    'arithmetic',
  ]),

  // Sort under both versions: pystac-client matches only v1.0.*.
  ...stac('v1.1.0', ['item-search#sort', 'ogcapi-features#sort']),
  ...stac('v1.0.0', ['item-search#sort', 'ogcapi-features#sort']),
  ...stac('v1.0.0', ['item-search#fields', 'ogcapi-features#fields']),
  ...stac('v1.0.0', ['item-search#query', 'ogcapi-features#query']),

  ...stac('v1.0.0-rc.1', ['collection-search']),
  ...ogc('ogcapi-common-2/1.0', ['simple-query']),
  ...['free-text', 'filter', 'query', 'fields'].map(
    (extension) => `https://api.stacspec.org/v1.0.0-rc.1/collection-search#${extension}`,
  ),
  ...['v1.1.0', 'v1.0.0'].map((version) => `https://api.stacspec.org/${version}/collection-search#sort`),

  ...stac('v0.3.0', ['aggregation', 'aggregation#query', 'aggregation#filter']),

  ...stac('v1.0.0', ['ogcapi-features/extensions/transaction', 'collections/extensions/transaction']),
  ...ogc('ogcapi-features-4/1.0', ['simpletx']),
];

function stac(version: string, classes: readonly string[]): readonly string[] {
  return classes.map((name) => `https://api.stacspec.org/${version}/${name}`);
}

function ogc(standard: string, classes: readonly string[]): readonly string[] {
  return classes.map((name) => `http://www.opengis.net/spec/${standard}/conf/${name}`);
}
