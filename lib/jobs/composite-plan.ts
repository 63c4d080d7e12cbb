/** The contract between the planner (an activity) and the programs on Batch nodes: stored as `plan.json`, versioned. */
export interface CompositePlan {
  readonly version: 1;
  readonly job: string;
  readonly method: 'median';
  readonly grid: OutputGrid;
  /** Edge of an output tile in pixels; a task computes one tile. Tiles are numbered row-major from 0. */
  readonly tileSize: number;
  readonly bands: readonly PlanBand[];
  readonly mask?: PlanMask;
  readonly scenes: readonly PlanScene[];
  /** Written where no scene is clear; also the output's nodata. */
  readonly nodata: number;
  readonly output: {
    readonly collection: string;
    readonly item: string;
    /** Names of the files the assembling task leaves in its working directory. */
    readonly cog: string;
    readonly preview: string;
    readonly metadata: string;
    /** Partial STAC item that the assembling task completes (statistics) and writes as `metadata`. */
    readonly partialItem: Readonly<Record<string, unknown>>;
  };
}

/** An output grid. `x = a·col + b·row + c`, `y = d·col + e·row + f` in units of `crs`, pixel corners. */
export interface OutputGrid {
  /** `EPSG:n`, or a PROJJSON/WKT2/proj4 text for codes without EPSG number. */
  readonly crs: string;
  readonly transform: readonly [a: number, b: number, c: number, d: number, e: number, f: number];
  readonly width: number;
  readonly height: number;
}

export interface PlanBand {
  /** Asset key, one output band each. */
  readonly asset: string;
  readonly dtype: 'uint8' | 'uint16' | 'int16' | 'float32';
  /** Source nodata; falls back to the file's own GDAL_NODATA when absent. */
  readonly nodata?: number;
  /** Nearest by default. */
  readonly resampling?: 'nearest' | 'bilinear';
}

/** A pixel is masked out when its mask value is in `classes`, or has any of `bits` set. */
export interface PlanMask {
  readonly asset: string;
  readonly classes?: readonly number[];
  readonly bits?: readonly number[];
}

export interface PlanScene {
  readonly collection: string;
  readonly item: string;
  readonly datetime: string;
  /** Asset key → readable URL (SAS included) for every band and the mask asset. A band that a scene lacks is absent: no data there. */
  readonly hrefs: Readonly<Record<string, string>>;
  /** [west, south, east, north] degrees WGS 84; west > east crosses ±180°. Tiles that a scene can't touch don't open its files. */
  readonly bbox?: readonly [west: number, south: number, east: number, north: number];
}
