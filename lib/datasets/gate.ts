import type { IngestRule } from './ingest-rule.ts';
import { keyedFiles } from './scene-assets.ts';
import type { SceneFile } from './scene-file.ts';

/** What a rule waits for when it doesn't say: the 10 m bands and the scene classification make a Sentinel-2 scene useful;
 * of other scenes nothing is known, so each file shows at once. */
const defaultRequired: Readonly<Record<IngestRule['kind'], readonly string[]>> = {
  cog: [],
  'sentinel-2-l2a': ['B02', 'B03', 'B04', 'B08', 'SCL'],
};
const defaultSettleSeconds = 30;
/** A sidecar that a rule names usually comes with the files: a scene that is otherwise complete waits only this long for it. */
const sidecarSeconds = 3;

/** Whether a scene may be published for the first time, and else after how many seconds without a new file it may. */
export function gate(
  rule: IngestRule,
  files: readonly SceneFile[],
  now: Date,
): { readonly ready: true } | { readonly ready: false; readonly waitSeconds: number } {
  const present = files.filter((file) => file.present);
  const settle = settleSeconds(rule, present);
  const newest = Math.max(0, ...present.map((file) => Date.parse(file.recordedAt)));
  const left = settle - (now.getTime() - newest) / 1000;
  return left <= 0 ? { ready: true } : { ready: false, waitSeconds: Math.min(left, settle) };
}

function settleSeconds(rule: IngestRule, present: readonly SceneFile[]): number {
  const required = rule.requiredAssets ?? defaultRequired[rule.kind];
  const settle = rule.settleSeconds ?? defaultSettleSeconds;
  if (required.length === 0) return rule.pattern.includes('{scene}') ? (rule.settleSeconds ?? 0) : 0;
  const keys = new Set(keyedFiles(present).map(([key]) => key));
  if (required.some((key) => !keys.has(key))) return settle;
  const waitsForSidecar = rule.sidecar !== undefined && !present.some((file) => file.role === 'sidecar');
  return waitsForSidecar ? Math.min(settle, sidecarSeconds) : 0;
}
