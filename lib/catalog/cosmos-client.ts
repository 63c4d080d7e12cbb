import {
  CosmosClient,
  ErrorResponse,
  type Container,
  type ContainerRequest,
  type CosmosClientOptions,
} from '@azure/cosmos';
import { DefaultAzureCredential } from '@azure/identity';
import policies from './cosmos-index-policy.json' with { type: 'json' };

export interface CosmosSettings {
  readonly endpoint: string;
  /** Only for emulators and tests; absent means Entra ID. */
  readonly key?: string | undefined;
  readonly database: string;
}

/** The containers of `cosmos-index-policy.json`, which Bicep makes from the same file. */
export interface CosmosContainers {
  readonly client: CosmosClient;
  readonly items: Container;
  readonly state: Container;
  readonly records: Container;
}

export function connectCosmos({ endpoint, key, database }: CosmosSettings): CosmosContainers {
  const client = new CosmosClient({ ...optionsFor(endpoint, key) });
  const container = (name: string) => client.database(database).container(name);
  return { client, items: container('items'), state: container('state'), records: container('records') };
}

/** Makes the database and its containers where they are missing: for emulators and tests; in Azure Bicep does it. */
export async function createCosmosContainers(settings: CosmosSettings): Promise<void> {
  const { client } = connectCosmos(settings);
  try {
    const { database } = await client.databases.createIfNotExists({ id: settings.database });
    for (const [id, policy] of Object.entries(policies)) {
      await database.containers.createIfNotExists({ id, ...forEmulators(policy) });
    }
  } finally {
    client.dispose();
  }
}

/** The service reads a composite index in both directions, emulators only in its own. */
function forEmulators(policy: (typeof policies)[keyof typeof policies]): Omit<ContainerRequest, 'id'> {
  const { indexingPolicy } = policy;
  const compositeIndexes = 'compositeIndexes' in indexingPolicy ? indexingPolicy.compositeIndexes : [];
  const turned = compositeIndexes.map((paths) =>
    paths.map(({ path, order }) => ({ path, order: order === 'ascending' ? 'descending' : 'ascending' })),
  );
  const both = { ...indexingPolicy, compositeIndexes: [...compositeIndexes, ...turned] };
  return { ...policy, indexingPolicy: both } as Omit<ContainerRequest, 'id'>;
}

/** A status that the service answered with: 404, 409, 412 … */
export function isStatus(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof ErrorResponse && codes.includes(Number(error.code));
}

function optionsFor(endpoint: string, key: string | undefined): CosmosClientOptions {
  const connectionPolicy = {
    // The SDK waits as long as a 429 says; beyond this the caller's own retry takes over.
    retryOptions: { maxRetryAttemptCount: 20, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 30 },
    // Plain HTTP is an emulator's, which knows no other regions.
    enableEndpointDiscovery: endpoint.startsWith('https:'),
  };
  const credential = key === undefined ? { aadCredentials: new DefaultAzureCredential() } : { key };
  return { endpoint, connectionPolicy, ...credential };
}
