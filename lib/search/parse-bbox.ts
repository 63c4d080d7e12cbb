import { invalid } from '../errors.ts';

/** Takes 4 or 6 numbers and drops the heights. West > east is legal and crosses ±180°.
 * @param turn degrees that longitudes may reach: items of real archives run a little past 180
 * @throws {InvalidInputError} */
export function parseBbox(
  value: readonly unknown[],
  field = 'bbox',
  turn: 180 | 360 = 180,
): readonly [west: number, south: number, east: number, north: number] {
  if (value.length !== 4 && value.length !== 6) throw invalid(field, `4 or 6 numbers, not ${value.length}`);
  for (const [index, number] of value.entries())
    if (typeof number !== 'number' || !Number.isFinite(number)) throw invalid(`${field}[${index}]`, 'not a number');
  const numbers = value as readonly number[];
  const flat = numbers.length === 4 ? numbers : [numbers[0]!, numbers[1]!, numbers[3]!, numbers[4]!];
  const [west, south, east, north] = flat as [number, number, number, number];
  if (Math.abs(west) > turn || Math.abs(east) > turn)
    throw invalid(field, `longitudes lie between -${turn} and ${turn}`);
  if (Math.abs(south) > 90 || Math.abs(north) > 90) throw invalid(field, 'latitudes lie between -90 and 90');
  if (south > north) throw invalid(field, `south (${south}) is north of north (${north})`);
  if (numbers.length === 6 && numbers[2]! > numbers[5]!) throw invalid(field, 'the lower height is above the upper');
  return [west, south, east, north];
}
