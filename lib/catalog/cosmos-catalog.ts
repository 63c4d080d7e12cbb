import type { Item } from '../stac/item.ts';
import { NotFoundError } from '../errors.ts';
import type { Catalog, PutOutcome } from './catalog.ts';
import { cosmosBuckets } from './cosmos-buckets.ts';
import { aggregateCosmos, countCosmos } from './cosmos-count.ts';
import { connectCosmos, type CosmosSettings } from './cosmos-client.ts';
import {
  deleteCosmosCollection,
  itemKey,
  listCosmosCollections,
  putCosmosCollection,
  readCosmosCollection,
} from './cosmos-collections.ts';
import { openDocument } from './cosmos-item.ts';
import { readByKey, searchCosmos } from './cosmos-search.ts';
import { deleteCosmosItem, putCosmosItem, type WriteContext } from './cosmos-write.ts';

export interface CosmosCatalogOptions {
  /** Milliseconds for which cells that other processes began may stay unseen; 1,000 when absent. */
  readonly staleness?: number;
}

/** The catalog on Azure Cosmos DB for NoSQL, in containers that Bicep or `createCosmosContainers` made.
 * Searches see a single item's writes as they come; there are no transactions over items. */
export async function openCosmosCatalog(
  settings: CosmosSettings,
  { staleness = 1000 }: CosmosCatalogOptions = {},
): Promise<Catalog> {
  const containers = connectCosmos(settings);
  const buckets = cosmosBuckets(containers, staleness);
  const context: WriteContext = { containers, buckets };
  await buckets.refresh();
  return {
    putCollection: (collection, options) => putCosmosCollection(containers, collection, options),
    getCollection: (id) => readCosmosCollection(containers, id),
    listCollections: () => listCosmosCollections(containers),
    deleteCollection: (id) => deleteCosmosCollection(containers, id),
    putItem: (item, options) => putCosmosItem(context, item, options),
    putItems: (items) => putAll(context, items),
    getItem: async (collection, id) => {
      const document = await readByKey(containers, itemKey(collection, id));
      return document && openDocument(document).stored;
    },
    deleteItem: (collection, id, options) => deleteCosmosItem(context, collection, id, options?.ifVersion),
    search: async (request) => {
      const isCount = request.limit === 1 && request.token === undefined;
      const [page, matched] = await Promise.all([
        searchCosmos(context, request),
        // pystac-client's `matched()` asks for one item. Any other page isn't worth reading the index of all partitions.
        isCount ? countCosmos(context, request) : undefined,
      ]);
      return page.matched === undefined && matched !== undefined ? { ...page, matched } : page;
    },
    // The app asks often, and counting reads the index over all partitions: not cheap.
    count: async () => undefined,
    aggregate: (request, names, options) => aggregateCosmos(context, request, names, options),
    close: async () => containers.client.dispose(),
  };
}

const writers = 16;

/** Several at once, but the writes of one item in their order. */
async function putAll(context: WriteContext, items: readonly Item[]): Promise<readonly PutOutcome[]> {
  const known = new Set((await listCosmosCollections(context.containers)).map(({ id }) => id));
  const lost = items.find(({ collection }) => !known.has(collection));
  if (lost) throw new NotFoundError('collection', lost.collection);
  const byItem = Map.groupBy(items.keys(), (at) => itemKey(items[at]!.collection, items[at]!.id));
  const outcomes: PutOutcome[] = [];
  const queue = byItem.values();
  const work = async () => {
    for (const positions of queue) {
      for (const at of positions) outcomes[at] = await putCosmosItem(context, items[at]!);
    }
  };
  await Promise.all(Array.from({ length: writers }, work));
  return outcomes;
}
