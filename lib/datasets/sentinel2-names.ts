/** What the names of a Sentinel-2 scene and its files tell. */
export interface Sentinel2Name {
  /** `2A`, `2B`, `2C` */
  readonly unit: string;
  /** MGRS tile without T: `29RKH`; single-digit zones keep their zero. */
  readonly tile: string;
  /** `L1C`, `L2A` */
  readonly level?: string;
  /** `02.14` */
  readonly baseline?: string;
  readonly relativeOrbit?: number;
  /** Of the product, with .SAFE. */
  readonly productUri?: string;
}

/** ESA: S2A_MSIL2A_20190212T192651_N0212_R013_T07HFE_20201007T160857 (the Planetary Computer leaves N0212 out). */
const product = /^S(2[A-D])_MSI(L1C|L2A)_\d{8}T\d{6}(?:_N(\d{2})(\d{2}))?_R(\d{3})_T(\d{2}[A-Z]{3})_\d{8}T\d{6}/;
/** earth-search: S2A_29RKH_20200219_0_L2A; stactools: S2A_T07HFE_20190212T192646_L2A. */
const short = /^S(2[A-D])_T?(\d{1,2}[A-Z]{3})_\d{8}(?:T\d{6})?(?:_\d+)?_(L1C|L2A)/;
/** A granule: S2A_OPER_MSI_L2A_TL_SGS__20181231T210250_A018414_T10SDG, or L2A_T07HFE_A019029_20190212T192646. */
const granule = /(?:^S(2[A-D])_OPER_MSI_)?(L1C|L2A)_(?:TL_.*_)?(?:A\d{6}_)?T(\d{2}[A-Z]{3})/;

/** @param name of the scene: a product, granule or folder name
 * @returns undefined when it is none that is known */
export function parseSentinel2Name(name: string): Sentinel2Name | undefined {
  const byProduct = product.exec(name);
  if (byProduct) {
    const [whole, unit = '', level = '', major, minor, orbit, tile = ''] = byProduct;
    return {
      unit,
      level,
      tile,
      relativeOrbit: Number(orbit),
      ...(major === undefined ? {} : { baseline: `${major}.${minor}`, productUri: `${whole}.SAFE` }),
    };
  }
  const byShort = short.exec(name);
  if (byShort) {
    const [, unit = '', tile = '', level = ''] = byShort;
    return { unit, level, tile: tile.padStart(5, '0') };
  }
  const byGranule = granule.exec(name);
  if (!byGranule) return undefined;
  const [, unit = '', level = '', tile = ''] = byGranule;
  return { unit, level, tile };
}

/** Metres per pixel, by the resolution under which a band is delivered. */
const native = new Map<string, number>([
  ...['B02', 'B03', 'B04', 'B08', 'AOT', 'WVP', 'TCI'].map((band) => [band, 10] as const),
  ...['B05', 'B06', 'B07', 'B8A', 'B11', 'B12', 'SCL', 'CLD', 'SNW'].map((band) => [band, 20] as const),
  ...['B01', 'B09', 'B10'].map((band) => [band, 60] as const),
]);

const others: readonly (readonly [RegExp, string])[] = [
  [/(?:^|_)PVI$/i, 'preview'],
  [/^(?:visual|preview|thumbnail)$/i, '$&'],
  [/^(?:MTD_TL|granule_metadata|metadata)$/i, 'granule-metadata'],
  [/^(?:MTD_MSIL2A|MTD_MSIL1C|product_metadata)$/i, 'product-metadata'],
];

/** The Planetary Computer's asset keys: band numbers, `SCL`, `AOT`, `WVP`, `visual`, `preview`. A band at another resolution than
 * its own keeps the suffix (`B04_20m`).
 * @param stem file name without extension: `B04`, `T29RKH_20200219T112111_B04_10m`, `L2A_PVI`, `MTD_TL`
 * @returns undefined when the name tells none */
export function sentinel2AssetKey(stem: string): string | undefined {
  const [, token, metres] = /(?:^|_)(B(?:0[1-9]|1[0-2]|8A)|SCL|AOT|WVP|TCI|CLD|SNW)(?:_(\d{2})m)?$/i.exec(stem) ?? [];
  if (token === undefined) {
    const found = others.find(([expression]) => expression.test(stem));
    return found && (found[1] === '$&' ? stem.toLowerCase() : found[1]);
  }
  const band = token.toUpperCase();
  const key = band === 'TCI' ? 'visual' : band;
  return metres === undefined || Number(metres) === native.get(band) ? key : `${key}_${metres}m`;
}
