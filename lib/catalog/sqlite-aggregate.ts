import type { Position } from 'geojson';
import { compileSearch } from '../search/matches.ts';
import type { SearchRequest } from '../search/search-request.ts';
import type { Aggregation } from '../stac/aggregation.ts';
import { itemOutline, type ItemOutline } from '../stac/item-outline.ts';
import { outlineTallies, type Tally, type TallyOptions } from '../stac/tallies.ts';
import { decideSearch } from './decide-search.ts';
import { indexBounds } from './index-bounds.ts';
import { noTime } from './index-key.ts';
import { planCandidates } from './sqlite-candidates.ts';
import { indexQuery } from './sqlite-index-query.ts';
import { readByIds, readRow } from './sqlite-rows.ts';
import { numberedCollections, type SearchContext } from './sqlite-search.ts';

/** Aggregates all items that match in one pass over the index, looking only at items of which it leaves open whether they
 * match, or in which cell of a grid they are.
 * @param names of `outlineTallies`
 * @throws {InvalidInputError} */
export function aggregateSqlite(
  context: SearchContext,
  request: SearchRequest,
  names: readonly string[],
  options: TallyOptions,
): readonly Aggregation[] {
  const bounds = indexBounds(request);
  const matches = compileSearch(request);
  const tallies = names.map((name) => outlineTallies[name]!(name, options));
  context.database.read(() => {
    context.buckets.refresh();
    const collections = numberedCollections(context, bounds);
    const numbers = collections.map(({ c }) => c);
    if (bounds.ids) {
      for (const { probe } of readByIds(context, JSON.stringify(bounds.ids), JSON.stringify(numbers)))
        if (matches(probe)) addTo(tallies, itemOutline(probe));
      return;
    }
    const plan = planCandidates(bounds, collections, context.buckets.of(new Set(numbers)));
    if (!plan) return;
    const query = indexQuery(context.database, plan, collections, decideSearch(request));
    const outline = new RowOutline(context);
    // Boxes are half of what there is to read.
    const columns = names.some((name) => name.includes('grid')) ? [...about, ...box] : about;
    for (const row of query.rows(columns.join())) {
      outline.row = row as Row;
      if (row.at(-1) === 1 || matches(readRow(context, outline.row[0])!.probe)) addTo(tallies, outline);
    }
  });
  return tallies.map(({ answer }) => answer());
}

function addTo(tallies: readonly Tally<ItemOutline>[], outline: ItemOutline): void {
  for (const tally of tallies) tally.add(outline);
}

const about = ['k.n', 'k.c', 'k.t', 'k.cloud'];
const box = ['k.west', 'k.south', 'k.east', 'k.north'];

/** In the order of the columns; the box in microdegrees. */
type Row = readonly [
  n: number,
  c: number,
  t: number,
  cloud: number | null,
  west: number | null,
  south: number,
  east: number,
  north: number,
];

/** More than a box's middle moves when the box is rounded outwards, degrees. */
const blur = 0.6e-6;

/** One row of the index after the other. */
class RowOutline implements ItemOutline {
  row: Row = [0, 0, noTime, null, null, 0, 0, 0];
  readonly #context: SearchContext;
  readonly #tiles = new Map<(centre: Position) => string, TileCells>();

  constructor(context: SearchContext) {
    this.#context = context;
  }

  get collection(): string {
    return this.#context.names(this.row[1]);
  }

  get time(): number | undefined {
    return this.row[2] === noTime ? undefined : this.row[2];
  }

  get cloudCover(): number | undefined {
    return this.row[3] ?? undefined;
  }

  cell(of: (centre: Position) => string): string | undefined {
    const [n, , , , west, south, east, north] = this.row;
    if (west === null) return undefined;
    const [x, y] = [(west + east) / 2e6, (south + north) / 2e6];
    let cells = this.#tiles.get(of);
    if (!cells) this.#tiles.set(of, (cells = tileCells(of)));
    const known = cells(x, y) ?? cellAround(of, [x - blur, y - blur], [x + blur, y + blur]);
    if (known !== undefined && Math.abs(x) < 180 - blur) return known;
    const item = readRow(this.#context, n);
    return item && itemOutline(item.probe).cell(of);
  }
}

/** The cell that holds both places, and so the rectangle between them. */
function cellAround(of: (centre: Position) => string, low: Position, high: Position): string | undefined {
  const cell = of(low);
  return cell === of(high) ? cell : undefined;
}

type TileCells = (x: number, y: number) => string | undefined;

/** Hundredths of a degree are kept with the cell that they lie in: most of them lie in one. */
function tileCells(of: (centre: Position) => string): TileCells {
  const known = new Map<number, string | undefined>();
  return (x, y) => {
    const [column, row] = [Math.floor(x * 100), Math.floor(y * 100)];
    const tile = column * 65_536 + row;
    if (known.has(tile)) return known.get(tile);
    const [low, high]: readonly [Position, Position] = [
      [column / 100 - blur, row / 100 - blur],
      [(column + 1) / 100 + blur, (row + 1) / 100 + blur],
    ];
    const cell = cellAround(of, low, high);
    if (known.size < mostTiles) known.set(tile, cell);
    return cell;
  };
}

const mostTiles = 200_000;
