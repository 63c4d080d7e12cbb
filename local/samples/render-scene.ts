import sharp from 'sharp';
import { epsgCrs, project, wgs84 } from '../../lib/geo/crs.ts';
import { writeCog } from '../../lib/raster/cog-writer.ts';
import { reflectance, scl, sceneClass } from './landscape.ts';
import type { SampleScene } from './sample-scenes.ts';
import { bandResolution, bands, sclResolution, tileEdge } from './sample-scenes.ts';

/** The files of a made scene by name, the same bytes at every call. */
export async function renderScene(scene: SampleScene): Promise<ReadonlyMap<string, Uint8Array>> {
  const classes = classify(scene);
  const size = tileEdge / bandResolution;
  const place = placeOf(scene, bandResolution);
  const measured = bands.map(() => new Uint16Array(size * size));
  const step = sclResolution / bandResolution;
  const sclSize = tileEdge / sclResolution;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const observed = classes[Math.floor(row / step) * sclSize + Math.floor(column / step)] ?? scl.noData;
      if (observed === scl.noData) continue;
      const [lon, lat] = place(column, row);
      for (const [index, band] of bands.entries()) {
        const values = measured[index];
        if (values) values[row * size + column] = reflectance(band, lon, lat, observed, scene.day);
      }
    }
  }
  const files = new Map<string, Uint8Array>();
  for (const [index, band] of bands.entries())
    files.set(`${band}.tif`, await cog(scene, band, bandResolution, measured[index] ?? new Uint16Array()));
  files.set('SCL.tif', await cog(scene, 'SCL', sclResolution, classes));
  files.set('metadata.xml', new TextEncoder().encode(granuleMetadata(scene, classes)));
  files.set('thumbnail.webp', await thumbnail(measured, size));
  return files;
}

/** [row][col] of scene classes; nodata beyond the swath's slanted edge. */
function classify(scene: SampleScene): Uint8Array {
  const size = tileEdge / sclResolution;
  const place = placeOf(scene, sclResolution);
  const classes = new Uint8Array(size * size);
  for (let row = 0; row < size; row += 1) {
    const edge = (scene.swathEdge - 0.2 * (row / size)) * size;
    for (let column = 0; column < size && column < edge; column += 1) {
      const [lon, lat] = place(column, row);
      classes[row * size + column] = sceneClass(lon, lat, scene.day, scene.cloudCover);
    }
  }
  return classes;
}

/** Longitude and latitude of pixel centres. */
function placeOf(
  scene: SampleScene,
  resolution: number,
): (column: number, row: number) => readonly [lon: number, lat: number] {
  const { forward } = project(epsgCrs(scene.epsg), wgs84);
  const [left, top] = scene.origin;
  return (column, row) => forward(left + (column + 0.5) * resolution, top - (row + 0.5) * resolution);
}

async function cog(
  scene: SampleScene,
  band: string,
  resolution: number,
  pixels: Uint8Array | Uint16Array,
): Promise<Uint8Array> {
  const size = tileEdge / resolution;
  const [left, top] = scene.origin;
  return writeCog(
    {
      width: size,
      height: size,
      dtype: pixels instanceof Uint8Array ? 'uint8' : 'uint16',
      bands: [{ description: band }],
      nodata: 0,
      crs: epsgCrs(scene.epsg),
      transform: [resolution, 0, left, 0, -resolution, top],
      overviews: band === 'SCL' ? 'nearest' : 'average',
    },
    [pixels],
  );
}

/** The part of a granule's metadata that says how the scene was seen. */
function granuleMetadata(scene: SampleScene, classes: Uint8Array): string {
  const seen = classes.filter((value) => value !== scl.noData);
  const cloudy = seen.filter((value) => value === scl.cloud).length;
  const share = (part: number, whole: number) => ((100 * part) / Math.max(1, whole)).toFixed(6);
  return `<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-2A_Tile_ID xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/S2_PDI_Level-2A_Tile_Metadata.xsd">
  <n1:General_Info>
    <TILE_ID>${scene.id.slice(0, 3)}_OPER_MSI_L2A_TL_MADE_${scene.datetime.replaceAll(/[-:Z]/g, '')}_A000000_T${scene.mgrsTile}_N05.11</TILE_ID>
    <SENSING_TIME metadataLevel="Standard">${scene.datetime.replace('Z', '.000Z')}</SENSING_TIME>
  </n1:General_Info>
  <n1:Geometric_Info>
    <Tile_Angles>
      <Mean_Sun_Angle><ZENITH_ANGLE unit="deg">26.5</ZENITH_ANGLE><AZIMUTH_ANGLE unit="deg">152.3</AZIMUTH_ANGLE></Mean_Sun_Angle>
    </Tile_Angles>
  </n1:Geometric_Info>
  <n1:Quality_Indicators_Info>
    <Image_Content_QI>
      <CLOUDY_PIXEL_PERCENTAGE>${share(cloudy, seen.length)}</CLOUDY_PIXEL_PERCENTAGE>
      <NODATA_PIXEL_PERCENTAGE>${share(classes.length - seen.length, classes.length)}</NODATA_PIXEL_PERCENTAGE>
    </Image_Content_QI>
  </n1:Quality_Indicators_Info>
</n1:Level-2A_Tile_ID>
`;
}

/** True colour, 256 pixels wide, transparent where nothing was seen. */
async function thumbnail(measured: readonly Uint16Array[], size: number): Promise<Uint8Array> {
  const [blue, green, red] = measured;
  const pixels = new Uint8Array(size * size * 4);
  const stretch = (value: number) => Math.min(255, Math.round(255 * (value / 3500) ** 0.6));
  for (let index = 0; index < size * size; index += 1) {
    const seen = (red?.[index] ?? 0) > 0;
    pixels.set(
      [stretch(red?.[index] ?? 0), stretch(green?.[index] ?? 0), stretch(blue?.[index] ?? 0), seen ? 255 : 0],
      index * 4,
    );
  }
  const picture = sharp(pixels, { raw: { width: size, height: size, channels: 4 } });
  return new Uint8Array(await picture.resize(256).webp({ quality: 80 }).toBuffer());
}
