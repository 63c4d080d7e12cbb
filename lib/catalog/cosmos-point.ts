import type { Container, PartitionKey } from '@azure/cosmos';
import { isStatus } from './cosmos-client.ts';

/** A document with what the service adds. */
export type Stamped<T> = T & { readonly _etag: string; readonly _ts: number };

export async function readDocument<T>(
  container: Container,
  id: string,
  partitionKey: PartitionKey,
): Promise<Stamped<T> | undefined> {
  try {
    const { resource } = await container.item(id, partitionKey).read();
    return resource as Stamped<T> | undefined;
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/** Creates a document, or replaces the one that was read.
 * @param over what was read; undefined when there was none
 * @returns the new etag; undefined when another writer was faster */
export async function writeOver(
  container: Container,
  document: { readonly id: string },
  partitionKey: PartitionKey,
  over: { readonly _etag: string } | undefined,
): Promise<string | undefined> {
  try {
    const ifMatch = over && { accessCondition: { type: 'IfMatch', condition: over._etag } };
    const { etag } = ifMatch
      ? await container.item(document.id, partitionKey).replace(document, ifMatch)
      : await container.items.create(document);
    return etag;
  } catch (error) {
    if (isStatus(error, 404, 409, 412)) return undefined;
    throw error;
  }
}

/** @param etag deletes only this state of it. @returns false when it is gone or another */
export async function deleteDocument(
  container: Container,
  id: string,
  partitionKey: PartitionKey,
  etag?: string,
): Promise<boolean> {
  try {
    const condition = etag === undefined ? {} : { accessCondition: { type: 'IfMatch', condition: etag } };
    await container.item(id, partitionKey).delete(condition);
    return true;
  } catch (error) {
    if (isStatus(error, 404, 412)) return false;
    throw error;
  }
}

/** Pauses before the next attempt: longer each time, and never in step with others. */
export async function backOff(attempt: number): Promise<void> {
  const milliseconds = Math.random() * Math.min(1000, 5 * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
