import { open, readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { Collection } from '../../lib/stac/collection.ts';
import { landsat, rasters, sentinel2 } from './collections.ts';

/** A file and the blob that it becomes. */
export interface FoundFile {
  readonly file: string;
  readonly collection: Collection;
  /** Path in the collection's container. */
  readonly blob: string;
  /** Files of one scene share it. */
  readonly scene: string;
}

const sentinelBand =
  /^(?:T\d{2}[A-Z]{3}_\d{8}T\d{6}_)?(B(?:0\d|1[0-2]|8A)|SCL|AOT|WVP|TCI|L2A_PVI|PVI)(?:_\d{2}m)?\.tiff?$/i;
const sentinelScene = /^S2[A-D]_/;
const landsatName = /^(L[COTEM]0[1-9]_L[12][A-Z]{2}_\d{6}_\d{8}(?:_\d{8}_\d{2}_(?:T1|T2|RT))?)_([A-Z0-9_]+)\.tiff?$/i;

/** Every raster under a folder, sorted by path. Folders of Sentinel-2 names and files of Landsat names make scenes; anything else
 * that is a TIFF, by name or by its first bytes, is an item of its own. Links are not followed. */
export async function scanFolder(folder: string): Promise<readonly FoundFile[]> {
  const root = resolve(folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found: FoundFile[] = [];
  for (const file of files.sort()) {
    if (/\.tiff?$/i.test(file) || (await startsAsTiff(file))) found.push(recognise(file, root));
  }
  return found;
}

function recognise(file: string, root: string): FoundFile {
  const name = basename(file);
  const folder = dirname(file)
    .split(sep)
    .findLast((part) => sentinelScene.test(part));
  if (folder !== undefined && sentinelBand.test(name)) {
    const scene = folder.replace(/\.SAFE$/, '');
    return { file, collection: sentinel2, blob: `${scene}/${name}`, scene };
  }
  const scene = landsatName.exec(name)?.[1];
  if (scene !== undefined) return { file, collection: landsat, blob: `${scene}/${name}`, scene };
  const blob = relative(root, file).split(sep).join('/');
  return { file, collection: rasters, blob, scene: blob };
}

/** Little- or big-endian TIFF or BigTIFF. */
async function startsAsTiff(file: string): Promise<boolean> {
  if (extname(file) !== '' && !/^\.(?:img|bin|dat|tf8|gtif)$/i.test(extname(file))) return false;
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && ['49492a00', '4d4d002a', '49492b00', '4d4d002b'].includes(buffer.toString('hex'));
  } finally {
    await handle.close();
  }
}
