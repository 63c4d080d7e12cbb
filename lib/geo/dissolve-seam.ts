import { edgeKind } from './edge-kind.ts';

/** The edges of a shape while it is made: x0 y0 x1 y1, kind and owner of each. */
export interface Edges {
  readonly edges: readonly number[];
  readonly kinds: readonly number[];
  readonly owners: readonly number[];
}

/** A ring's edge along the meridian; its interior lies west when it goes up, east when it goes down. */
interface SeamEdge {
  readonly edge: number;
  readonly low: number;
  readonly high: number;
  readonly isUp: boolean;
  /** From and to in latitude: where a polygon on the other side goes on. */
  readonly shared: [from: number, to: number][];
}

/** Makes one polygon of those that lie side by side along a meridian: the stretch that they share is no boundary. */
export function dissolveSeam(shape: Edges, meridian: number): Edges {
  const along = seamEdges(shape, meridian);
  const ups = along.filter(({ isUp }) => isUp).sort((a, b) => a.low - b.low);
  const downs = along.filter(({ isUp }) => !isUp).sort((a, b) => a.low - b.low);
  const merged = new Map<number, number>();
  const ownerOf = (owner: number): number => (merged.has(owner) ? ownerOf(merged.get(owner)!) : owner);
  for (let i = 0, j = 0; i < ups.length && j < downs.length;) {
    const [up, down] = [ups[i]!, downs[j]!];
    const [from, to] = [Math.max(up.low, down.low), Math.min(up.high, down.high)];
    if (from < to) {
      for (const { shared } of [up, down]) shared.push([from, to]);
      const [a, b] = [up, down].map(({ edge }) => ownerOf(shape.owners[edge]!));
      if (a !== b) merged.set(a!, b!);
    }
    if (up.high < down.high) i++;
    else j++;
  }
  return merged.size === 0 ? shape : withoutShared(shape, along, meridian, ownerOf);
}

function seamEdges({ edges, kinds }: Edges, meridian: number): SeamEdge[] {
  const found: SeamEdge[] = [];
  for (let edge = 0; edge < kinds.length; edge++) {
    const at = 4 * edge;
    if (edges[at] !== meridian || edges[at + 2] !== meridian || kinds[edge] !== edgeKind.ring) continue;
    const [y0, y1] = [edges[at + 1]!, edges[at + 3]!];
    found.push({ edge, low: Math.min(y0, y1), high: Math.max(y0, y1), isUp: y1 > y0, shared: [] });
  }
  return found;
}

function withoutShared(shape: Edges, along: readonly SeamEdge[], x: number, ownerOf: (owner: number) => number): Edges {
  const [edges, kinds, owners]: [number[], number[], number[]] = [[], [], []];
  const gone = new Set(along.filter(({ shared }) => shared.length > 0).map(({ edge }) => edge));
  const add = (edge: number, coordinates: readonly number[]) => {
    edges.push(...coordinates);
    kinds.push(shape.kinds[edge]!);
    owners.push(ownerOf(shape.owners[edge]!));
  };
  for (let edge = 0; edge < shape.kinds.length; edge++)
    if (!gone.has(edge)) add(edge, shape.edges.slice(4 * edge, 4 * edge + 4));
  for (const { edge, low, high, isUp, shared } of along) {
    if (shared.length === 0) continue;
    let from = low;
    for (const [start, end] of [...shared, [high, high] as const]) {
      if (start > from) add(edge, isUp ? [x, from, x, start] : [x, start, x, from]);
      from = end;
    }
  }
  return { edges, kinds, owners };
}
