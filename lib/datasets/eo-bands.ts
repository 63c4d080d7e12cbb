/** An entry of `eo:bands`. @see https://github.com/stac-extensions/eo/blob/v1.1.0/README.md#band-object */
export interface EoBand {
  readonly name: string;
  readonly common_name?: string;
  /** Micrometres. */
  readonly center_wavelength: number;
  readonly full_width_half_max: number;
}

type Row = readonly [commonName: string | undefined, centre: number, width: number];

/** As the stactools packages and earth-search give them. */
const sentinel2: Readonly<Record<string, Row>> = {
  B01: ['coastal', 0.443, 0.027],
  B02: ['blue', 0.49, 0.098],
  B03: ['green', 0.56, 0.045],
  B04: ['red', 0.665, 0.038],
  B05: ['rededge', 0.704, 0.019],
  B06: ['rededge', 0.74, 0.018],
  B07: ['rededge', 0.783, 0.028],
  B08: ['nir', 0.842, 0.145],
  B8A: ['nir08', 0.865, 0.033],
  B09: ['nir09', 0.945, 0.026],
  B10: ['cirrus', 1.3735, 0.075],
  B11: ['swir16', 1.61, 0.143],
  B12: ['swir22', 2.19, 0.242],
};

const oli: Readonly<Record<string, Row>> = {
  B1: ['coastal', 0.44, 0.02],
  B2: ['blue', 0.48, 0.06],
  B3: ['green', 0.56, 0.06],
  B4: ['red', 0.65, 0.04],
  B5: ['nir08', 0.87, 0.03],
  B6: ['swir16', 1.61, 0.09],
  B7: ['swir22', 2.2, 0.19],
  B8: ['pan', 0.59, 0.18],
  B9: ['cirrus', 1.37, 0.02],
  B10: ['lwir11', 10.9, 0.59],
  B11: ['lwir12', 12.01, 1.01],
};

const thematicMapper: Readonly<Record<string, Row>> = {
  B1: ['blue', 0.49, 0.07],
  B2: ['green', 0.56, 0.08],
  B3: ['red', 0.66, 0.06],
  B4: ['nir08', 0.83, 0.14],
  B5: ['swir16', 1.65, 0.2],
  B6: ['lwir', 11.45, 2.1],
  B7: ['swir22', 2.22, 0.27],
};

const enhancedThematicMapper: Readonly<Record<string, Row>> = {
  B1: ['blue', 0.48, 0.07],
  B2: ['green', 0.56, 0.08],
  B3: ['red', 0.66, 0.06],
  B4: ['nir08', 0.84, 0.13],
  B5: ['swir16', 1.65, 0.2],
  B6: ['lwir', 11.34, 2.05],
  B7: ['swir22', 2.2, 0.28],
  B8: ['pan', 0.71, 0.38],
};

const multispectralScanner: Readonly<Record<string, Row>> = {
  B4: ['green', 0.55, 0.1],
  B5: ['red', 0.65, 0.1],
  B6: ['nir08', 0.75, 0.1],
  B7: ['nir09', 0.95, 0.3],
};

export function sentinel2Band(asset: string): EoBand | undefined {
  const name = asset.replace(/_\d\dm$/, '');
  return band(name, sentinel2[name]);
}

/** The three bands of a true colour image. */
export const sentinel2Visual: readonly EoBand[] = ['B04', 'B03', 'B02']
  .map((name) => sentinel2Band(name))
  .filter((found) => found !== undefined);

/** What the first letters of a Landsat product id tell. */
export interface LandsatSensor {
  readonly platform: string;
  readonly instruments: readonly string[];
  /** @param asset `B4`, `SR_B4`, `ST_B10`, `B6_VCID_1` */
  band(asset: string): EoBand | undefined;
}

/** @param scene a name that starts like a Landsat product id: `LC08_L1TP_013032_20180131` */
export function landsatSensor(scene: string): LandsatSensor | undefined {
  const [, letter = '', number = ''] = /^L([COTEM])(0[1-9])_/.exec(scene) ?? [];
  const found = sensors[letter];
  if (!found) return undefined;
  return {
    platform: `landsat-${Number(number)}`,
    instruments: found.instruments,
    band: (asset) => {
      const name = /(?:^|_)(B\d{1,2})(?:_VCID_[12])?$/.exec(asset)?.[1] ?? '';
      return band(name, found.bands[name]);
    },
  };
}

const sensors: Readonly<Record<string, { instruments: readonly string[]; bands: Readonly<Record<string, Row>> }>> = {
  C: { instruments: ['oli', 'tirs'], bands: oli },
  O: { instruments: ['oli'], bands: oli },
  T: { instruments: ['tm'], bands: thematicMapper },
  E: { instruments: ['etm+'], bands: enhancedThematicMapper },
  M: { instruments: ['mss'], bands: multispectralScanner },
};

function band(name: string, row: Row | undefined): EoBand | undefined {
  if (!row) return undefined;
  const [commonName, centre, width] = row;
  return {
    name,
    ...(commonName === undefined ? {} : { common_name: commonName }),
    center_wavelength: centre,
    full_width_half_max: width,
  };
}
