import type { Operation } from './counting-proxy.ts';

/** Physical partitions hold 50 GB at most (Microsoft, "Partitioning and horizontal scaling in Azure Cosmos DB"). */
const partitionBytes = 50e9;

/** Taken for each physical partition that a query asks, also when it finds nothing: an assumption. A query that doesn't name a
 * partition runs once in each of them (Microsoft, "Query an Azure Cosmos DB container"). */
const queryOfPartition = 2.5;

/** Of a point read (Microsoft, "Optimize request cost in Azure Cosmos DB"): 1 RU at 1 KB, 10 RU at 100 KB; between them as on
 * a line. What a query charges for a document that it returns isn't published; here it is as dear as its point read. */
export function readCharge(bytes: number): number {
  return Math.max(1, 1 + (9 / 99) * (bytes / 1024 - 1));
}

export const formula =
  'RU = queries × partitions asked × 2.5 + documents × (1 + 9/99 × (KB − 1)); a query over a collection asks all partitions';

/** Physical partitions of so many documents. */
export function physicalPartitions(documents: number, bytes: number): number {
  return Math.max(1, Math.ceil((documents * bytes) / partitionBytes));
}

export interface Charge {
  readonly queries: number;
  readonly reads: number;
  readonly documents: number;
  readonly bytes: number;
  readonly requestUnits: number;
}

/** An estimate of what the service would charge for operations that were counted on an emulator with one partition.
 * A query over all partitions is taken to return from each what it returned here: they answer before the client merges.
 * @param partitions physical ones of the container of items */
export function chargeOf(operations: readonly Operation[], partitions: number): Charge {
  const total = { queries: 0, reads: 0, documents: 0, bytes: 0, requestUnits: 0 };
  for (const { kind, container, isRouted, documents, bytes } of operations) {
    const asked = container === 'items' && !isRouted ? partitions : 1;
    if (kind === 'query') total.queries += 1;
    else total.reads += 1;
    total.documents += documents * asked;
    total.bytes += bytes * asked;
    total.requestUnits += kind === 'query' ? queryOfPartition * asked : 0;
    total.requestUnits += documents * asked * readCharge(bytes / Math.max(1, documents));
  }
  return total;
}
