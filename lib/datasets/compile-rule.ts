import { invalid } from '../errors.ts';
import type { IngestRule } from './ingest-rule.ts';
import { extensionOf, fileId, sceneId, withoutExtension } from './item-id.ts';
import { checkDatetimeFormat, parseNamedTime, type NamedTime } from './parse-datetime.ts';
import { compilePattern, type Captures } from './path-pattern.ts';
import type { FileMatch } from './scene-file.ts';
import { sentinel2AssetKey } from './sentinel2-names.ts';

export interface CompiledRule {
  readonly rule: IngestRule;
  /** What the blob is to this rule, or undefined when the rule doesn't want it.
   * @throws {InvalidInputError} naming `datetime` when the captured text is no time */
  match(path: string): FileMatch | undefined;
}

const previewExtensions = new Set(['png', 'jpg', 'jpeg', 'webp']);
const metadataExtensions = new Set(['json', 'xml', 'txt', 'csv', 'html', 'md', 'md5', 'pdf', 'yaml', 'yml', 'safe']);

/** A pattern that names `{scene}_{asset}.tif` also wants pictures of the same name, and a Sentinel-2 scene's metadata.
 * @throws {InvalidInputError} naming the rule's field */
export function compileRule(rule: IngestRule): CompiledRule {
  const whole = compilePattern(rule.pattern);
  const stem = compilePattern(withoutExtension(rule.pattern));
  const perScene = whole.names.has('scene');
  const dated = perScene && whole.names.has('datetime');
  const fixed = leadingFolders(rule.pattern);
  const sidecar = compileSidecar(rule, dated);
  if (rule.datetimeFormat !== undefined) checkDatetimeFormat(rule.datetimeFormat);

  const identify = (path: string, captures: Captures) => {
    const { scene, datetime } = captures;
    if (scene === undefined) return fileId(path, fixed);
    const product = scene.replace(/\.SAFE$/i, '');
    return sceneId(dated && datetime !== undefined && !scene.includes(datetime) ? `${product}_${datetime}` : product);
  };
  const describe = (path: string, captures: Captures, role: FileMatch['role'], asset: string): FileMatch => {
    const time = captures['datetime'] === undefined ? undefined : namedTime(captures['datetime'], rule);
    return { scene: identify(path, captures), role, asset, ...(time ? { time } : {}) };
  };

  return {
    rule,
    match: (path) => {
      const extension = extensionOf(path);
      const beside = sidecar?.match(path);
      if (beside) return describe(path, beside, 'sidecar', 'sidecar');
      const direct = whole.match(path);
      const companion =
        previewExtensions.has(extension) || (rule.kind === 'sentinel-2-l2a' && /^(?:xml|json)$/.test(extension))
          ? (direct ?? stem.match(withoutExtension(path)))
          : direct;
      if (!companion) return undefined;
      const role = previewExtensions.has(extension)
        ? 'preview'
        : metadataExtensions.has(extension)
          ? 'metadata'
          : 'raster';
      return describe(path, companion, role, assetKey(rule, path, companion, role));
    },
  };
}

function assetKey(rule: IngestRule, path: string, captures: Captures, role: FileMatch['role']): string {
  const stem = withoutExtension(path.slice(path.lastIndexOf('/') + 1));
  if (rule.kind === 'sentinel-2-l2a') return sentinel2AssetKey(stem) ?? cleanKey(captures['asset'] ?? stem);
  // One document often comes as .json, .txt and .xml.
  const suffix = role === 'metadata' ? `.${extensionOf(path)}` : '';
  if (captures['asset'] !== undefined) return cleanKey(captures['asset'] + suffix);
  const { scene } = captures;
  const rest = scene === undefined ? '' : stem.replace(scene, '').replace(/^[-_. ]+|[-_. ]+$/g, '');
  if (rest !== '') return cleanKey(rest + suffix);
  return role === 'raster' ? 'data' : role === 'preview' ? 'thumbnail' : 'metadata';
}

function cleanKey(text: string): string {
  return text.replace(/[^\p{L}\p{N}._-]+/gu, '_');
}

function namedTime(text: string, rule: IngestRule): NamedTime {
  const time = parseNamedTime(text, rule.datetimeFormat);
  if (!time) {
    const format = rule.datetimeFormat === undefined ? 'in a known format' : `in the format ${rule.datetimeFormat}`;
    throw invalid('datetime', `${JSON.stringify(text)} is not a time ${format}`);
  }
  return time;
}

function compileSidecar(rule: IngestRule, dated: boolean) {
  if (rule.sidecar === undefined) return undefined;
  if (rule.sidecar.includes('/')) throw invalid('sidecar', 'is a file name in the scene folder, without /');
  const folder = rule.pattern.slice(0, rule.pattern.lastIndexOf('/') + 1);
  const pattern = compilePattern(folder + rule.sidecar);
  const missing = ['scene', ...(dated ? ['datetime'] : [])].find((name) => !pattern.names.has(name));
  if (missing !== undefined)
    throw invalid('sidecar', `can't be told apart: name {${missing}} in it or in the folder of the pattern`);
  return pattern;
}

/** Number of leading path segments that hold no wildcard. */
function leadingFolders(pattern: string): number {
  const segments = pattern.split('/');
  const first = segments.findIndex((segment) => /[*{\\]/.test(segment));
  return first === -1 ? segments.length - 1 : first;
}
