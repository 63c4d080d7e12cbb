import { openRaster, type Raster } from '../raster/open-raster.ts';
import type { RangeSource } from '../raster/range-source.ts';
import type { PlanScene } from './composite-plan.ts';

/** A file of a scene that can't be read: the task fails rather than leave a silent hole in the composite. */
export class SceneReadError extends Error {
  readonly collection: string;
  readonly item: string;
  readonly asset: string;
  /** Without signature. */
  readonly url: string;
  constructor(scene: PlanScene, asset: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`asset ${asset} of item ${scene.item} (${scene.collection}) can't be read: ${reason}`, { cause });
    this.name = 'SceneReadError';
    this.collection = scene.collection;
    this.item = scene.item;
    this.asset = asset;
    this.url = (scene.hrefs[asset] ?? '').replace(/[?#].*$/s, '');
  }
}

/** Files of scenes, opened when first needed and kept open for the windows that follow. */
export interface SceneRasters {
  /** Runs `read` over an asset of a scene.
   * @returns false when the scene lacks the asset
   * @throws {SceneReadError} */
  use(scene: PlanScene, asset: string, read: (raster: Raster) => Promise<void>): Promise<boolean>;
}

/** @param source how hrefs are reached */
export function sceneRasters(source: (href: string) => Promise<RangeSource>): SceneRasters {
  const opened = new Map<string, Promise<Raster>>();
  const open = (href: string) => {
    const raster = opened.get(href) ?? source(href).then(openRaster);
    opened.set(href, raster);
    return raster;
  };
  return {
    use: async (scene, asset, read) => {
      const href = scene.hrefs[asset];
      if (href === undefined) return false;
      try {
        await read(await open(href));
        return true;
      } catch (error) {
        throw new SceneReadError(scene, asset, error);
      }
    },
  };
}
