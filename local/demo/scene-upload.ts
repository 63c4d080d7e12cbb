import type { ContainerClient } from '@azure/storage-blob';
import { readFile } from 'node:fs/promises';
import type { Collection } from '../../lib/stac/collection.ts';
import type { FoundFile } from '../samples/scan-folder.ts';

/** A scene before it is dropped into its container. */
export interface SceneUpload {
  readonly collection: Collection;
  readonly scene: string;
  readonly files: readonly { readonly blob: string; read(): Promise<Uint8Array> }[];
}

/** A scene whose files have all been acknowledged by the store. */
export interface WrittenScene {
  readonly collection: string;
  readonly scene: string;
  /** URLs without SAS. */
  readonly hrefs: readonly string[];
  /** When the last file was acknowledged, milliseconds since 1970. */
  readonly writtenAt: number;
}

/** Files found in a folder, grouped by scene, in order. */
export function groupScenes(files: readonly FoundFile[]): readonly SceneUpload[] {
  return [...Map.groupBy(files, (file) => `${file.collection.id} ${file.scene}`).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const read = (file: string) => () => readFile(file).then((bytes) => new Uint8Array(bytes));
    return [
      {
        collection: first.collection,
        scene: first.scene,
        files: group.map(({ blob, file }) => ({ blob, read: read(file) })),
      },
    ];
  });
}

/** Writes a scene's files side by side, as a ground segment does. */
export async function writeScene(container: ContainerClient, scene: SceneUpload): Promise<WrittenScene> {
  const files = await Promise.all(scene.files.map(async (file) => ({ blob: file.blob, bytes: await file.read() })));
  const hrefs = await Promise.all(
    files.map(async ({ blob, bytes }) => {
      const client = container.getBlockBlobClient(blob);
      await client.upload(bytes, bytes.length, { blobHTTPHeaders: { blobContentType: contentType(blob) } });
      return client.url;
    }),
  );
  return { collection: scene.collection.id, scene: scene.scene, hrefs, writtenAt: Date.now() };
}

function contentType(name: string): string {
  if (/\.webp$/i.test(name)) return 'image/webp';
  return /\.xml$/i.test(name) ? 'application/xml' : 'image/tiff';
}
