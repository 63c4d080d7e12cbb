import { BlobServiceClient } from '@azure/storage-blob';
import { storageConnection, type TestHome } from '../helpers/stack.ts';

/** Whoever writes scenes: it writes again what storage never answered, and nothing else. */
export interface GroundSegment {
  /** Every scene that it was told to write. */
  readonly scenes: ReadonlySet<string>;
  /** Scenes with a blob that was written a second time. */
  readonly writtenAgain: ReadonlySet<string>;
  /** Resolves when each blob was answered or refused. */
  write(scenes: readonly string[]): Promise<void>;
  writeRefused(): Promise<void>;
}

export function groundSegment(
  home: TestHome,
  container: string,
  files: (scene: string) => Readonly<Record<string, Uint8Array>>,
): GroundSegment {
  const scenes = new Set<string>();
  const writtenAgain = new Set<string>();
  let refused: (readonly [scene: string, blob: string, bytes: Uint8Array])[] = [];

  async function put(work: (readonly [string, string, Uint8Array])[]): Promise<void> {
    const client = BlobServiceClient.fromConnectionString(storageConnection(home), {
      retryOptions: { maxTries: 1 },
    }).getContainerClient(container);
    const writer = async (): Promise<void> => {
      for (let next = work.shift(); next; next = work.shift()) {
        const [, blob, bytes] = next;
        const written = client.getBlockBlobClient(blob).upload(bytes, bytes.length);
        if (
          !(await written.then(
            () => true,
            () => false,
          ))
        )
          refused.push(next);
      }
    };
    await client.createIfNotExists().catch(() => undefined);
    await Promise.all(Array.from({ length: 4 }, writer));
  }

  return {
    scenes,
    writtenAgain,
    write: (wanted) => {
      for (const scene of wanted) scenes.add(scene);
      return put(
        wanted.flatMap((scene) => Object.entries(files(scene)).map(([blob, bytes]) => [scene, blob, bytes] as const)),
      );
    },
    writeRefused: async () => {
      const again = refused;
      refused = [];
      for (const [scene] of again) writtenAgain.add(scene);
      await put(again);
      if (refused.length > 0) throw new Error(`${refused.length} blobs were refused by storage that is up`);
    },
  };
}
