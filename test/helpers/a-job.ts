import { compositeRequestSchema } from '../../lib/jobs/composite-request.ts';
import type { JobRecord } from '../../lib/jobs/job-record.ts';

/** A composite of three tiles that is running. */
export function aJob(id: string, more: Partial<JobRecord> = {}): JobRecord {
  return {
    id,
    kind: 'composite',
    state: 'running',
    request: compositeRequestSchema.parse({ collection: 'scenes', assets: ['B04'] }),
    scenes: [{ collection: 'scenes', item: 'one', version: '1' }],
    grid: { crs: 'EPSG:32633', transform: [10, 0, 500_000, 0, -10, 5_000_000], width: 768, height: 256 },
    tileSize: 256,
    tiles: 3,
    attempt: 1,
    origin: 'http://127.0.0.1:7071',
    created: '2026-06-01T00:00:00.000Z',
    updated: '2026-06-01T00:00:00.000Z',
    ...more,
  };
}
