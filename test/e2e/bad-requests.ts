/** Requests that can't be right, and what the answer has to say. */
export interface BadRequest {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** Text goes as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly status: number;
  /** Of a 400: a field that the problem names. */
  readonly field?: string | RegExp;
}

const composites = '/api/jobs/v1/composites';
const schedules = '/api/jobs/v1/schedules';
const subscriptions = '/api/notify/v1/subscriptions';
const collections = '/api/stac/v1/collections';
const items = `${collections}/here/items`;
const search = '/api/stac/v1/search';

/** Every route that takes a body. */
export const bodies = [
  ['POST', composites],
  ['POST', schedules],
  ['POST', subscriptions],
  ['POST', `${subscriptions}/nobody/ack`],
  ['POST', search],
  ['POST', collections],
  ['PUT', `${collections}/here`],
  ['PATCH', `${collections}/here`],
  ['POST', items],
  ['PUT', `${items}/one`],
  ['PATCH', `${items}/one`],
] as const;

const composite = { collection: 'here', assets: ['red'], area: [14, 45, 15, 46] };
const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

export const badRequests: readonly BadRequest[] = [
  ...bodies.flatMap(([method, path]): BadRequest[] => [
    { name: 'half a JSON document', method, path, body: '{"a":', status: 400, field: 'body' },
    { name: 'no body', method, path, status: 400, field: 'body' },
    {
      name: 'bytes that are no text',
      method,
      path,
      body: new Uint8Array([0xff, 0xfe, 0, 1]),
      status: 400,
      field: 'body',
    },
    { name: 'a number', method, path, body: '7', status: 400, field: /./ },
    { name: 'null', method, path, body: 'null', status: 400, field: /./ },
    { name: 'arrays in arrays', method, path, body: `{"x":${deep}}`, status: 400, field: /^(?:x|body)$/ },
    { name: 'more than 8 MiB', method, path, body: `{"x":"${'x'.repeat(9 * 2 ** 20)}"}`, status: 413 },
  ]),

  ...(
    [
      ['no collection', { assets: ['red'] }, 'collection'],
      ['a collection that is a number', { ...composite, collection: 1 }, 'collection'],
      ['an unknown collection', { ...composite, collection: 'nowhere' }, 'collection'],
      ['no assets', { ...composite, assets: [] }, 'assets'],
      ['assets that are text', { ...composite, assets: 'red' }, 'assets'],
      ['a box of three numbers', { ...composite, area: [1, 2, 3] }, 'area'],
      ['a box with text', { ...composite, area: [1, 2, 3, 'x'] }, /^area/],
      ['another method', { ...composite, method: 'mean' }, 'method'],
      ['a negative resolution', { ...composite, grid: { resolution: -1 } }, /^grid/],
      ['no CRS of EPSG', { ...composite, grid: { crs: 'EPSG:999999' } }, /^(?:grid|collection)/],
      ['a mask without values', { ...composite, mask: { asset: 'SCL' } }, 'mask'],
      ['a mask bit 16', { ...composite, mask: { asset: 'SCL', bits: [16] } }, 'mask.bits[0]'],
      ['a datetime that is none', { ...composite, datetime: 'yesterday' }, 'datetime'],
      ['a filter that does not parse', { ...composite, filter: 'a = = b' }, 'filter'],
      ['a member that nobody knows', { ...composite, bands: ['red'] }, /./],
      ['a path as item', { ...composite, output: { item: '../../x' } }, 'output.item'],
      ['nothing that matches', composite, 'collection'],
    ] as const
  ).map(([name, body, field]): BadRequest => ({ name, method: 'POST', path: composites, body, status: 400, field })),

  ...(
    [
      ['no cron', { ...composite, datetime: 'P1D' }, 'cron'],
      ['a cron of words', { ...composite, datetime: 'P1D', cron: 'every so often' }, 'cron'],
      ['a cron with minute 99', { ...composite, datetime: 'P1D', cron: '99 * * * *' }, 'cron'],
      ['a cron of the past', { ...composite, datetime: 'P1D', cron: '0 0 0 30 2 *' }, 'cron'],
      ['an absolute datetime', { ...composite, datetime: '2026-01-01/2026-02-01', cron: '0 * * * *' }, 'datetime'],
      ['no datetime', { ...composite, cron: '0 * * * *' }, 'datetime'],
      [
        'an unknown collection',
        { ...composite, collection: 'nowhere', datetime: 'P1D', cron: '0 * * * *' },
        'collection',
      ],
    ] as const
  ).map(([name, body, field]): BadRequest => ({ name, method: 'POST', path: schedules, body, status: 400, field })),

  ...(
    [
      ['a webhook that is no URL', { webhook: 'nonsense' }, /^webhook/],
      ['a webhook by ftp', { webhook: 'ftp://example.com/x' }, /^webhook/],
      ['a webhook with a password', { webhook: 'https://u:p@example.com/x' }, /^webhook/],
      ['a short secret', { webhook: { url: 'https://example.com/x', secret: 'whsec_YQ==' } }, /^webhook/],
      ['a title that is a list', { title: [] }, 'title'],
      ['a box that is upside down', { bbox: [0, 50, 1, 40] }, 'bbox'],
      [
        'a box and a geometry',
        { bbox: [0, 0, 1, 1], intersects: { type: 'Point', coordinates: [0, 0] } },
        /bbox|intersects/,
      ],
      ['collections that are text', { collections: 'here' }, 'collections'],
      ['a filter that does not parse', { filter: 'eo:cloud_cover <', 'filter-lang': 'cql2-text' }, 'filter'],
      ['a datetime that ends before it starts', { datetime: '2026-02-01T00:00:00Z/2026-01-01T00:00:00Z' }, 'datetime'],
    ] as const
  ).map(([name, body, field]): BadRequest => ({ name, method: 'POST', path: subscriptions, body, status: 400, field })),

  ...(
    [
      ['a limit of text', 'limit=many', 'limit'],
      ['a negative limit', 'limit=-1', 'limit'],
      ['a box of words', 'bbox=a,b,c,d', /^bbox/],
      ['a latitude of 91', 'bbox=0,0,1,91', 'bbox'],
      ['a datetime that is none', 'datetime=today', 'datetime'],
      ['a filter that does not parse', 'filter=((', 'filter'],
      ['an unknown filter language', 'filter=a%3D1&filter-lang=sql', 'filter-lang'],
      ['a token that was not given', 'token=made-up', 'token'],
      ['a geometry that is no JSON', 'intersects=%7B', 'intersects'],
    ] as const
  ).map(([name, query, field]): BadRequest => ({
    name,
    method: 'GET',
    path: `${search}?${query}`,
    status: 400,
    field,
  })),

  ...(
    [
      ['/api/jobs/v1?limit=0', 'limit'],
      ['/api/jobs/v1/failures?limit=0', 'limit'],
      ['/api/jobs/v1/failures?resolved=perhaps', 'resolved'],
      [`${subscriptions}?limit=x`, 'limit'],
      ['/api/sas/v1/sign', 'href'],
    ] as const
  ).map(([path, field]): BadRequest => ({ name: 'a bad query', method: 'GET', path, status: 400, field })),

  ...(
    [
      ['GET', '/api/jobs/v1/nobody'],
      ['DELETE', '/api/jobs/v1/nobody'],
      ['POST', '/api/jobs/v1/nobody/cancel'],
      ['GET', `${schedules}/nobody`],
      ['DELETE', `${schedules}/nobody`],
      ['POST', '/api/jobs/v1/failures/nobody/replay'],
      ['GET', `${subscriptions}/nobody`],
      ['DELETE', `${subscriptions}/nobody`],
      ['GET', `${subscriptions}/nobody/entries`],
      ['GET', `${subscriptions}/nobody/feed.atom`],
      ['GET', `${collections}/nowhere`],
      ['DELETE', `${collections}/nowhere`],
      ['GET', `${collections}/nowhere/items`],
      ['GET', `${collections}/nowhere/queryables`],
      ['GET', `${items}/nobody`],
      ['DELETE', `${items}/nobody`],
      ['GET', '/api/sas/v1/token/nowhere'],
      ['GET', '/api/sas/v1/token/nobody/nowhere'],
      ['GET', '/api/nothing/v1'],
      ['GET', `${items}/..%2f..%2f..%2fetc%2fpasswd`],
    ] as const
  ).map(([method, path]): BadRequest => ({ name: 'an unknown id', method, path, status: 404 })),
];
