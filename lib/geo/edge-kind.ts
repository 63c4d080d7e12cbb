/** What an edge belongs to. A lone point is an edge of length zero, so that one index holds everything. */
export const edgeKind = { point: 0, line: 1, ring: 2 } as const;
