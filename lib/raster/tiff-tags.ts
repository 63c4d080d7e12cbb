/** Tags that are read, by the names of TIFF 6.0, GeoTIFF 1.1 and GDAL. */
export const tag = {
  newSubfileType: 254,
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  imageDescription: 270,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  t4Options: 292,
  t6Options: 293,
  software: 305,
  dateTime: 306,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subIfds: 330,
  inkSet: 332,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  ycbcrSubsampling: 530,
  modelPixelScale: 33550,
  modelTiepoint: 33922,
  modelTransformation: 34264,
  geoKeyDirectory: 34735,
  geoDoubleParams: 34736,
  geoAsciiParams: 34737,
  gdalMetadata: 42112,
  gdalNodata: 42113,
  lercParameters: 50674,
  rpcCoefficients: 50844,
} as const;

/** Arrays as long as the image has blocks: read when pixels are, not with the headers. */
export const blockTags: ReadonlySet<number> = new Set([
  tag.stripOffsets,
  tag.stripByteCounts,
  tag.tileOffsets,
  tag.tileByteCounts,
]);

/** Everything else that is worth a read when it lies outside its directory. */
export const eagerTags: ReadonlySet<number> = new Set(Object.values(tag).filter((number) => !blockTags.has(number)));
