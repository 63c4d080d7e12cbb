import { parentPort } from 'node:worker_threads';
import { renderScene } from './render-scene.ts';
import type { SampleScene } from './sample-scenes.ts';

/** Renders one scene a message, in a thread of its own: the function app shares its process with the demonstration, and
 * what it measures has to be the app. */
parentPort?.on('message', (scene: SampleScene) => {
  void renderScene(scene).then((files) => parentPort?.postMessage({ id: scene.id, files }));
});
