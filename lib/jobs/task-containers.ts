import { parseBlobUrl } from '../azure/blob-url.ts';
import type { BlobStore } from '../azure/blob-store.ts';

/** Private container with plans and intermediate tiles; no collection publishes it. */
export const workContainer = 'revisit-jobs';

/** Longer than any task may wait for its turn and run. A user delegation key lasts seven days at most. */
const minutes = 6 * 24 * 60;

/** What lets tasks reach storage: container URLs with SAS, for the life of a job. */
export interface TaskContainers {
  /** Container URL to read from. */
  readFrom(container: string): Promise<string>;
  /** Container URL to read from and write to. */
  writeTo(container: string): Promise<string>;
  /** An asset's href made readable; hrefs of other accounts and hosts stay as they are. */
  readable(href: string): Promise<string>;
}

/** @param signContainer gives a container's URL with a SAS of these permissions */
export function taskContainers(
  blobs: Pick<BlobStore, 'account'>,
  signContainer: (container: string, permissions: string, minutes: number) => Promise<string>,
): TaskContainers {
  const readFrom = (container: string) => signContainer(container, 'rl', minutes);
  return {
    readFrom,
    writeTo: (container) => signContainer(container, 'racwl', minutes),
    readable: async (href) => {
      const location = parseBlobUrl(href);
      if (!location || location.account !== blobs.account || new URL(href).searchParams.has('sig')) return href;
      const signed = new URL(await readFrom(location.container));
      return `${href.split(/[?#]/)[0]}${signed.search}`;
    },
  };
}
