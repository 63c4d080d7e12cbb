import { mediaTypes } from './media-types.ts';
import {
  aggregateParameters,
  bulkParameters,
  collectionParameters,
  intersects,
  itemCollections,
  itemParameters,
  pathParameter,
  searchParameters,
  type Json,
} from './openapi-parameters.ts';
import { componentSchemas } from './openapi-schemas.ts';

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const content = (type: string, schema: Json): Json => ({ [type]: { schema } });
const problem = { description: 'Problem details', content: content('application/problem+json', ref('Problem')) };

interface Operation {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly parameters?: readonly Json[];
  readonly body?: Json;
  /** Media types beside JSON that the body may have. */
  readonly bodyTypes?: readonly string[];
  readonly status?: number;
  readonly type?: string;
  readonly answer?: Json;
  /** As JSON, beside what `type` and `answer` say. */
  readonly orJson?: Json;
  /** Statuses with the same answer. */
  readonly alsoStatus?: Readonly<Record<number, string>>;
  readonly write?: boolean;
}

/** One operation of a path item. Writes need a function key. */
function operation(described: Operation): Json {
  const { id, tag, summary, parameters, body, bodyTypes = [], status = 200, write } = described;
  const statuses = { [status]: summary, ...described.alsoStatus };
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(parameters ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: bodyContent(body, bodyTypes) } } : {}),
    ...(write ? { security: [{ key: [] }] } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(statuses).map(([status, description]) => [
          status,
          { description, ...(status === '204' ? {} : { content: answerContent(described) }) },
        ]),
      ),
      '4XX': problem,
      '5XX': problem,
    },
  };
}

function answerContent({ type = mediaTypes.json, answer = { type: 'object' }, orJson }: Operation): Json {
  return { ...content(type, answer), ...(orJson && content(mediaTypes.json, orJson)) };
}

function bodyContent(body: Json, lineTypes: readonly string[]): Json {
  const lines = { type: 'string', description: 'one item a line or record' };
  return Object.assign(content(mediaTypes.json, body), ...lineTypes.map((type) => content(type, lines))) as Json;
}

const collection = pathParameter('collection');
const item = pathParameter('item');
const ifMatch = {
  name: 'If-Match',
  in: 'header',
  schema: { type: 'string' },
  description: 'write only over this version',
};
const object = { type: 'object' };

function paths(): Json {
  const core = { tag: 'Core' };
  const collections = { tag: 'Collections' };
  const items = { tag: 'Items', type: mediaTypes.geojson };
  const search = { tag: 'Search', type: mediaTypes.geojson, answer: ref('ItemCollection') };
  const transaction = { tag: 'Transaction', write: true };
  const itemWrite = { ...transaction, type: mediaTypes.geojson, answer: ref('Item') };
  const collectionWrite = { ...transaction, answer: ref('Collection') };
  const at = [collection, item, ifMatch];
  return {
    '/': { get: operation({ ...core, id: 'getLandingPage', summary: 'Landing page' }) },
    '/conformance': { get: operation({ ...core, id: 'getConformance', summary: 'Conformance classes' }) },
    '/queryables': { get: describe('getQueryables', 'What can be filtered by') },
    '/sortables': { get: describe('getSortables', 'What can be sorted by') },
    '/search': {
      get: operation({
        ...search,
        id: 'search',
        summary: 'Search items',
        parameters: [...itemParameters(250), itemCollections, intersects],
      }),
      post: operation({ ...search, id: 'postSearch', summary: 'Search items', body: ref('Search') }),
    },
    '/aggregate': aggregateOperations('', []),
    '/aggregations': aggregationsOperation('', []),
    '/collections-queryables': {
      get: describe('getCollectionsQueryables', 'What a search for collections can be filtered by'),
    },
    '/collections': {
      get: operation({
        ...collections,
        id: 'getCollections',
        summary: 'All collections, or those that a search finds',
        parameters: collectionParameters,
        answer: ref('Collections'),
      }),
      post: operation({
        ...collectionWrite,
        id: 'postCollection',
        summary: 'Create a collection',
        body: ref('Collection'),
        status: 201,
      }),
    },
    '/collections/{collection}': {
      get: operation({
        ...collections,
        id: 'getCollection',
        summary: 'A collection',
        parameters: [collection],
        answer: ref('Collection'),
      }),
      put: operation({
        ...collectionWrite,
        id: 'putCollection',
        summary: 'Replace a collection',
        parameters: [collection, ifMatch],
        body: ref('Collection'),
      }),
      patch: operation({
        ...collectionWrite,
        id: 'patchCollection',
        summary: 'Change a collection by JSON merge patch',
        parameters: [collection, ifMatch],
        body: object,
      }),
      delete: operation({
        ...transaction,
        id: 'deleteCollection',
        summary: 'Delete a collection and its items',
        parameters: [collection, ifMatch],
        status: 204,
      }),
    },
    '/collections/{collection}/queryables': {
      get: describe('getCollectionQueryables', 'What can be filtered by', [collection]),
    },
    '/collections/{collection}/sortables': {
      get: describe('getCollectionSortables', 'What can be sorted by', [collection]),
    },
    '/collections/{collection}/aggregate': aggregateOperations('Collection', [collection]),
    '/collections/{collection}/aggregations': aggregationsOperation('Collection', [collection]),
    '/collections/{collection}/items': {
      get: operation({
        ...items,
        id: 'getItems',
        summary: 'Items of a collection',
        parameters: [collection, ...itemParameters(10)],
        answer: ref('ItemCollection'),
      }),
      post: operation({
        ...itemWrite,
        id: 'postItems',
        summary: 'Create an item, or several as a FeatureCollection',
        parameters: [collection],
        body: { oneOf: [ref('Item'), ref('ItemCollection')] },
        orJson: {
          type: 'object',
          properties: { created: { type: 'array', items: { type: 'string' } } },
          required: ['created'],
        },
        status: 201,
      }),
    },
    '/collections/{collection}/bulk_items': {
      post: operation({
        ...transaction,
        id: 'postBulkItems',
        summary: 'Write items of an archive',
        parameters: [collection, ...bulkParameters],
        body: ref('BulkItems'),
        bodyTypes: [mediaTypes.lines, mediaTypes.sequence],
        answer: ref('BulkReport'),
        alsoStatus: { 207: 'Some were not written' },
      }),
    },
    '/collections/{collection}/items/{item}': {
      get: operation({
        ...items,
        id: 'getItem',
        summary: 'An item',
        parameters: [collection, item],
        answer: ref('Item'),
      }),
      put: operation({ ...itemWrite, id: 'putItem', summary: 'Replace an item', parameters: at, body: ref('Item') }),
      patch: operation({
        ...itemWrite,
        id: 'patchItem',
        summary: 'Change an item by JSON merge patch',
        parameters: at,
        body: object,
      }),
      delete: operation({ ...transaction, id: 'deleteItem', summary: 'Delete an item', parameters: at, status: 204 }),
    },
  };
}

/** @param scope goes into the operations' ids */
function aggregateOperations(scope: string, parameters: readonly Json[]): Json {
  const shared = { tag: 'Aggregation', summary: 'Count what a search finds', answer: ref('AggregationCollection') };
  const wider = scope === '' ? [itemCollections] : [];
  return {
    get: operation({
      ...shared,
      id: `aggregate${scope}`,
      parameters: [...parameters, ...searchParameters, ...wider, intersects, ...aggregateParameters],
    }),
    post: operation({ ...shared, id: `postAggregate${scope}`, parameters, body: ref('Aggregate') }),
  };
}

function aggregationsOperation(scope: string, parameters: readonly Json[]): Json {
  return {
    get: operation({ tag: 'Aggregation', id: `get${scope}Aggregations`, summary: 'What can be counted', parameters }),
  };
}

function describe(id: string, summary: string, parameters: readonly Json[] = []): Json {
  return operation({ id, tag: 'Filter and sort', summary, parameters, type: mediaTypes.schema });
}

/** The OpenAPI document of the STAC API.
 * @param root the landing page's URL
 * @param version clients that know only 3.0 ask for it in Accept */
export function openApi(root: string, version: '3.0' | '3.1'): Json {
  return {
    openapi: version === '3.0' ? '3.0.3' : '3.1.0',
    info: {
      title: 'Revisit STAC API',
      version: '1.0.0',
      description: 'Search the catalog, and write to it.',
    },
    servers: [{ url: root }],
    paths: paths(),
    components: {
      schemas: componentSchemas(version),
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-functions-key' } },
    },
  };
}
