import { Worker } from 'node:worker_threads';
import type { SceneUpload } from '../demo/scene-upload.ts';
import { sentinel2 } from './collections.ts';
import { bands, sampleScenes } from './sample-scenes.ts';

type Files = ReadonlyMap<string, Uint8Array>;

/** The made scenes as uploads. A worker renders them in order; each file waits for its scene. */
export function madeScenes(): readonly SceneUpload[] {
  const worker = new Worker(new URL('render-worker.ts', import.meta.url));
  worker.unref();
  const scenes = sampleScenes();
  const rendered = new Map(scenes.map((scene) => [scene.id, Promise.withResolvers<Files>()]));
  worker.on('message', ({ id, files }: { readonly id: string; readonly files: Files }) =>
    rendered.get(id)?.resolve(files),
  );
  worker.on('error', (error) => rendered.forEach((scene) => scene.reject(error)));
  for (const scene of scenes) worker.postMessage(scene);
  return scenes.map(({ id }) => {
    const file = (name: string) => ({
      blob: `${id}/${name}`,
      read: async () => {
        worker.ref();
        const bytes = (await rendered.get(id)?.promise)?.get(name);
        worker.unref();
        if (!bytes) throw new Error(`scene ${id} has no ${name}`);
        return bytes;
      },
    });
    const names = [...bands.map((band) => `${band}.tif`), 'SCL.tif', 'metadata.xml', 'thumbnail.webp'];
    return { collection: sentinel2, scene: id, files: names.map(file) };
  });
}
