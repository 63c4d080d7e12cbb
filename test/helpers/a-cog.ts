import { epsgCrs } from '../../lib/geo/crs.ts';
import { writeCog } from '../../lib/raster/cog-writer.ts';

/** A COG of 16×16 pixels of 10 m in UTM zone 33. Another value gives other bytes under the same header. */
export function aCog(value = 1, east = 500_000): Promise<Uint8Array> {
  return writeCog(
    {
      width: 16,
      height: 16,
      dtype: 'uint16',
      bands: [{}],
      nodata: 0,
      crs: epsgCrs(32633),
      transform: [10, 0, east, 0, -10, 5_000_000],
    },
    [new Uint16Array(256).fill(value)],
  );
}
