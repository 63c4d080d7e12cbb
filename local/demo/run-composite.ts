import { fromUrl } from 'geotiff';
import type { Item } from '../../lib/stac/item.ts';
import type { Api } from './api.ts';
import { seconds, until } from './latency.ts';

interface Job {
  readonly id: string;
  readonly state: string;
  readonly error?: string;
  readonly tasks: { readonly total: number; readonly done: number };
  readonly results?: { readonly collection: string; readonly item: string; readonly href: string };
}

export interface CompositeReport {
  readonly item: string;
  readonly href: string;
  readonly width: number;
  readonly height: number;
  /** Pixels of the first band that are not nodata, counted in the file as it was written. */
  readonly validPixels: number;
  readonly tasks: number;
  readonly seconds: number;
}

/** Asks for a composite, follows it to its item, and reads the COG through a signed URL with geotiff.js, a reader that is not ours.
 * @throws {Error} when the job ends otherwise */
export async function runComposite(
  api: Api,
  request: Record<string, unknown>,
  onProgress: (text: string) => void,
): Promise<CompositeReport> {
  const started = Date.now();
  const { id } = await api.post<Job>('/api/jobs/v1/composites', request);
  let shown = '';
  const job = await until(`composite ${id}`, 15 * 60_000, 100, async () => {
    const found = await api.get<Job>(`/api/jobs/v1/${id}`);
    const progress = `composite ${found.state}, ${found.tasks.done} of ${found.tasks.total} tasks`;
    if (progress !== shown) onProgress(progress);
    shown = progress;
    return ['succeeded', 'failed', 'cancelled'].includes(found.state) ? found : undefined;
  });
  if (!job.results) throw new Error(`composite ${id} ${job.state}: ${job.error ?? 'no reason given'}`);
  const item = await api.get<Item>(`/api/stac/v1/collections/${job.results.collection}/items/${job.results.item}`);
  const elapsed = Date.now() - started;
  const { href } = await api.get<{ href: string }>(`/api/sas/v1/sign?href=${job.results.href}`);
  const image = await (await fromUrl(href)).getImage();
  const [pixels] = await image.readRasters({ samples: [0] });
  const nodata = image.getGDALNoData();
  let validPixels = 0;
  for (const pixel of pixels as Uint16Array) if (pixel !== nodata) validPixels += 1;
  return {
    item: item.id,
    href: job.results.href,
    width: image.getWidth(),
    height: image.getHeight(),
    validPixels,
    tasks: job.tasks.total,
    seconds: seconds(elapsed),
  };
}
