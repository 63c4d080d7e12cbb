import type { ColorInterpretation, RasterBand, SampleType } from './raster-header.ts';
import type { GdalMetadata } from './gdal-metadata.ts';
import type { TiffImage } from './tiff-image.ts';
import { tag } from './tiff-tags.ts';

/** Bands as GDAL describes them: type, nodata, scale, offset, names, colours and metadata. */
export function tiffBands(image: TiffImage, metadata: GdalMetadata): readonly RasterBand[] {
  const nodata = parseNodata(image.directory.text(tag.gdalNodata), image.dtype);
  const extraSamples = image.directory.numbers(tag.extraSamples);
  return Array.from({ length: image.samples }, (_, index) => {
    const items = metadata.bands.get(index) ?? {};
    const scale = number(items['role:scale']);
    const offset = number(items['role:offset']);
    const description = items['role:description'];
    const unit = items['role:unittype'];
    const named = items['role:colorinterp']?.toLowerCase();
    return {
      dtype: image.dtype,
      bits: image.bits,
      ...(nodata === undefined ? {} : { nodata }),
      ...(scale === undefined ? {} : { scale }),
      ...(offset === undefined ? {} : { offset }),
      ...(description ? { description } : {}),
      ...(unit ? { unit } : {}),
      color: isColor(named) ? named : colorOf(image, index, extraSamples),
      metadata: Object.fromEntries(Object.entries(items).filter(([name]) => !name.startsWith('role:'))),
    };
  });
}

/** GDAL writes nodata as text. For float32 bands it means the nearest float32. */
export function parseNodata(text: string | undefined, dtype: SampleType): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (/^[+-]?nan/i.test(trimmed)) return NaN;
  const infinite = /^([+-]?)(?:inf|1\.#inf)/i.exec(trimmed);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  const value = Number.parseFloat(trimmed);
  if (Number.isNaN(value)) return undefined;
  if (dtype !== 'float32' && dtype !== 'cfloat32') return value;
  const rounded = Math.fround(value);
  return Number.isFinite(rounded) ? rounded : Math.sign(value) * maxFloat32;
}

const maxFloat32 = 3.402_823_466_385_288_6e38;

function number(text: string | undefined): number | undefined {
  const value = Number.parseFloat(text ?? '');
  return Number.isNaN(value) ? undefined : value;
}

const photometric = { minIsWhite: 0, minIsBlack: 1, rgb: 2, palette: 3, separated: 5, ycbcr: 6 } as const;
const rgb = ['red', 'green', 'blue'] as const;
const cmyk = ['cyan', 'magenta', 'yellow', 'black'] as const;

/** @see GDAL's GTiffRasterBand constructor */
function colorOf(image: TiffImage, index: number, extraSamples: readonly number[]): ColorInterpretation {
  const extra = extraSamples[index - (image.samples - extraSamples.length)];
  const isFirstAlpha =
    extra !== undefined && isAlpha(extra) && extraSamples.findIndex(isAlpha) === extraSamples.indexOf(extra);
  const other = isFirstAlpha ? 'alpha' : 'undefined';
  switch (image.photometric) {
    case photometric.rgb:
    case photometric.ycbcr:
      return rgb[index] ?? other;
    case photometric.separated:
      return cmyk[index] ?? other;
    case photometric.palette:
      return index === 0 ? 'palette' : other;
    case photometric.minIsWhite:
      return index > 0 ? other : image.bits <= 16 && image.samples === 1 ? 'palette' : 'undefined';
    case photometric.minIsBlack:
      return index > 0 ? other : image.bits === 1 ? 'palette' : 'gray';
    default:
      return index === 0 && extra === undefined ? 'gray' : other;
  }
}

/** Associated or unassociated alpha. */
function isAlpha(extraSample: number): boolean {
  return extraSample === 1 || extraSample === 2;
}

const colors: ReadonlySet<string> = new Set<ColorInterpretation>([
  'gray',
  'palette',
  'alpha',
  'undefined',
  ...rgb,
  ...cmyk,
]);

function isColor(text: string | undefined): text is ColorInterpretation {
  return text !== undefined && colors.has(text);
}
