import { findNamedTime, type NamedTime } from './parse-datetime.ts';
import type { SceneFile } from './scene-file.ts';

/** Properties that say when a scene was taken. From the best source there is: the path's `{datetime}`, a date in the scene's name or
 * the files' paths, the TIFF DateTime tag, the blob's time. The last two are guesses, and `revisit:datetime_source` says so. */
export function itemDatetime(scene: string, rasters: readonly SceneFile[]): Readonly<Record<string, string>> {
  const named =
    rasters.flatMap((file) => (file.time ? [file.time] : [])).toSorted(byStart)[0] ?? dateInNames(scene, rasters);
  if (named) {
    return {
      datetime: named.start,
      ...(named.end === undefined ? {} : { start_datetime: named.start, end_datetime: named.end }),
    };
  }
  const tag = rasters.flatMap((file) => validTag(file.raster?.dateTime)).toSorted()[0];
  if (tag !== undefined) return { datetime: tag, 'revisit:datetime_source': 'tiff-datetime' };
  const modified = rasters.map((file) => file.lastModified).toSorted()[0] ?? new Date(0).toISOString();
  return { datetime: modified, 'revisit:datetime_source': 'last-modified' };
}

function dateInNames(scene: string, rasters: readonly SceneFile[]): NamedTime | undefined {
  // The year in which the files were written: the clock would make the item depend on when it was assembled.
  const latestYear = Math.max(0, ...rasters.map((file) => Number(file.lastModified.slice(0, 4))));
  const names = [...rasters.map((file) => file.path.slice(file.path.lastIndexOf('/') + 1)).toSorted(), scene];
  return names
    .flatMap((name) => findNamedTime(name, latestYear) ?? [])
    .toSorted((a, b) => precision(b) - precision(a) || byStart(a, b))[0];
}

function byStart(a: NamedTime, b: NamedTime): number {
  return a.start < b.start ? -1 : a.start > b.start ? 1 : 0;
}

/** A time of day tells more than a day. */
function precision(time: NamedTime): number {
  return time.start.endsWith('T00:00:00.000Z') ? 0 : 1;
}

function validTag(dateTime: string | undefined): string[] {
  if (dateTime === undefined) return [];
  const time = Date.parse(`${dateTime}Z`);
  return Number.isNaN(time) ? [] : [new Date(time).toISOString()];
}
