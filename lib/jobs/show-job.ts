import type { Link } from '../stac/item.ts';
import type { Progress } from './job-progress.ts';
import type { JobRecord } from './job-record.ts';

/** A job as `GET /api/jobs/v1/{id}` shows it. */
export function showJob(job: JobRecord, progress: Progress, base: string): Record<string, unknown> {
  const self = `${base}/api/jobs/v1/${job.id}`;
  const { origin: _origin, grid, scenes, results, ...shown } = job;
  const links: Link[] = [{ rel: 'self', href: self, type: 'application/json' }];
  if (results) {
    const item = `${base}/api/stac/v1/collections/${encodeURIComponent(results.collection)}/items/${encodeURIComponent(results.item)}`;
    links.push({ rel: 'item', href: item, type: 'application/geo+json' });
  }
  return { ...shown, scenes: scenes.length, grid, tasks: progress, ...(results ? { results } : {}), links };
}
