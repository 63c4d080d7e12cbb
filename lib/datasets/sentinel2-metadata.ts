/** Properties that the XML of a Sentinel-2 granule (MTD_TL.xml) or product (MTD_MSIL2A.xml) gives. */
export type Sentinel2Properties = Readonly<Record<string, unknown>>;

const percentages: Readonly<Record<string, string>> = {
  CLOUDY_PIXEL_PERCENTAGE: 'eo:cloud_cover',
  DEGRADED_MSI_DATA_PERCENTAGE: 's2:degraded_msi_data_percentage',
  NODATA_PIXEL_PERCENTAGE: 's2:nodata_pixel_percentage',
  SATURATED_DEFECTIVE_PIXEL_PERCENTAGE: 's2:saturated_defective_pixel_percentage',
  DARK_FEATURES_PERCENTAGE: 's2:dark_features_percentage',
  CLOUD_SHADOW_PERCENTAGE: 's2:cloud_shadow_percentage',
  VEGETATION_PERCENTAGE: 's2:vegetation_percentage',
  NOT_VEGETATED_PERCENTAGE: 's2:not_vegetated_percentage',
  WATER_PERCENTAGE: 's2:water_percentage',
  UNCLASSIFIED_PERCENTAGE: 's2:unclassified_percentage',
  MEDIUM_PROBA_CLOUDS_PERCENTAGE: 's2:medium_proba_clouds_percentage',
  HIGH_PROBA_CLOUDS_PERCENTAGE: 's2:high_proba_clouds_percentage',
  THIN_CIRRUS_PERCENTAGE: 's2:thin_cirrus_percentage',
  SNOW_ICE_PERCENTAGE: 's2:snow_ice_percentage',
};

const texts: Readonly<Record<string, string>> = {
  TILE_ID: 's2:granule_id',
  PRODUCT_URI: 's2:product_uri',
  PRODUCT_TYPE: 's2:product_type',
  PROCESSING_BASELINE: 's2:processing_baseline',
  GENERATION_TIME: 's2:generation_time',
  DATATAKE_TYPE: 's2:datatake_type',
};

/** The elements wanted are leaves with names used once, so that looking for their tags is enough and no XML parser is needed.
 * @returns undefined when the text is not Sentinel-2 metadata; `datetime` is the granule's own sensing time where it is there */
export function parseSentinel2Metadata(xml: string): Sentinel2Properties | undefined {
  if (!/Level-(?:1C|2A)_(?:Tile_ID|User_Product)/.test(xml.slice(0, 4096))) return undefined;
  const found: Record<string, unknown> = {};
  for (const [element, property] of Object.entries(percentages)) {
    const value = numberOf(xml, element);
    if (value !== undefined) found[property] = value;
  }
  for (const [element, property] of Object.entries(texts)) {
    const value = textOf(xml, element);
    if (value !== undefined) found[property] = value;
  }
  const datatake = /<Datatake\s[^>]{0,200}datatakeIdentifier="([^"]{1,100})"/.exec(xml)?.[1];
  if (datatake !== undefined) found['s2:datatake_id'] = datatake;
  const conversion = numberOf(xml, 'U');
  if (conversion !== undefined) found['s2:reflectance_conversion_factor'] = conversion;
  const orbit = numberOf(xml, 'SENSING_ORBIT_NUMBER');
  if (orbit !== undefined) found['sat:relative_orbit'] = orbit;
  const direction = textOf(xml, 'SENSING_ORBIT_DIRECTION');
  if (direction !== undefined) found['sat:orbit_state'] = direction.toLowerCase();
  const sun = /<Mean_Sun_Angle>([\s\S]{0,500}?)<\/Mean_Sun_Angle>/.exec(xml)?.[1] ?? '';
  const zenith = numberOf(sun, 'ZENITH_ANGLE');
  const azimuth = numberOf(sun, 'AZIMUTH_ANGLE');
  if (zenith !== undefined) found['view:sun_elevation'] = 90 - zenith;
  if (azimuth !== undefined) found['view:sun_azimuth'] = azimuth;
  const time = textOf(xml, 'SENSING_TIME') ?? textOf(xml, 'PRODUCT_START_TIME');
  if (time !== undefined && !Number.isNaN(Date.parse(time))) {
    found[/<SENSING_TIME/.test(xml) ? 'granuleTime' : 'productTime'] = new Date(time).toISOString();
  }
  return found;
}

function textOf(xml: string, element: string): string | undefined {
  const text = new RegExp(`<${element}(?:\\s[^<>]{0,200})?>([^<]{1,200})</${element}>`).exec(xml)?.[1]?.trim();
  return text === '' ? undefined : text;
}

function numberOf(xml: string, element: string): number | undefined {
  const text = textOf(xml, element);
  const value = Number(text);
  return text === undefined || !Number.isFinite(value) ? undefined : value;
}
