import { requireBlobUrl } from '../../lib/azure/blob-url.ts';
import type { Item } from '../../lib/stac/item.ts';
import type { Api } from './api.ts';
import type { WrittenScene } from './scene-upload.ts';

interface Page {
  readonly features: readonly Item[];
  readonly links: readonly { readonly rel: string; readonly href: string }[];
}

/** A written scene that search finds with all its files that could be read. */
export interface SearchableScene {
  readonly scene: WrittenScene;
  readonly item: Item;
  /** Milliseconds since 1970. */
  readonly seenAt: number;
}

export interface SceneWatch {
  /** Adds a scene to those that are waited for. */
  expect(scene: WrittenScene): void;
  /** Resolves when every expected scene is searchable or all its files are recorded failures. */
  finished(
    limitMs: number,
  ): Promise<{ readonly searchable: readonly SearchableScene[]; readonly failed: readonly string[] }>;
}

/** Looks at search again and again while scenes are written, and notes when each one first shows up whole. */
export function watchScenes(api: Api, everyMs: number): SceneWatch {
  const waiting = new Map<string, WrittenScene>();
  const searchable: SearchableScene[] = [];
  const failed = new Set<string>();
  const ended = new AbortController();

  async function look(): Promise<void> {
    for (const collection of new Set([...waiting.values()].map((scene) => scene.collection))) {
      const items = await allItems(api, collection);
      const seenAt = Date.now();
      const byHref = new Map(
        items.flatMap((item) => Object.values(item.assets).map((asset) => [asset.href, item] as const)),
      );
      for (const [key, scene] of waiting) {
        if (scene.collection !== collection) continue;
        const readable = scene.hrefs.filter((href) => !failed.has(subjectOf(href)));
        const item = readable[0] === undefined ? undefined : byHref.get(readable[0]);
        if (item && readable.every((href) => byHref.get(href) === item)) searchable.push({ scene, item, seenAt });
        if (readable.length === 0 || searchable.at(-1)?.scene === scene) waiting.delete(key);
      }
    }
  }

  async function lookForFailures(): Promise<void> {
    let path: string | undefined = '/api/jobs/v1/failures?limit=500';
    while (path !== undefined) {
      const page: { failures: readonly { subject: string }[]; links: readonly { rel: string; href: string }[] } =
        await api.get(path);
      for (const failure of page.failures) failed.add(failure.subject);
      path = page.links.find((link) => link.rel === 'next')?.href;
    }
  }

  const loop = (async () => {
    for (let round = 0; !ended.signal.aborted; round += 1) {
      if (waiting.size > 0) {
        if (round % 25 === 24) await lookForFailures();
        await look();
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();

  return {
    expect: (scene) => void waiting.set(`${scene.collection} ${scene.scene}`, scene),
    finished: async (limitMs) => {
      const started = Date.now();
      const timer = setInterval(() => {
        if (waiting.size === 0 || Date.now() - started > limitMs) ended.abort();
      }, 5);
      await loop.finally(() => clearInterval(timer));
      if (waiting.size > 0)
        throw new Error(`not searchable within ${limitMs / 1000} s: ${[...waiting.keys()].slice(0, 5).join(', ')}`);
      return { searchable, failed: [...failed] };
    },
  };
}

/** How a failure names a blob. */
function subjectOf(href: string): string {
  const { account, container, path } = requireBlobUrl(href);
  return `${account}/${container}/${path}`;
}

async function allItems(api: Api, collection: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let path: string | undefined = `/api/stac/v1/search?collections=${encodeURIComponent(collection)}&limit=1000`;
  while (path !== undefined) {
    const page: Page = await api.get(path);
    items.push(...page.features);
    path = page.links.find((link) => link.rel === 'next')?.href;
  }
  return items;
}
