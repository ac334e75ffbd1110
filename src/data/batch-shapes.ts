/** Lengths that a batch is padded to, `<eos>` included. */
export interface BatchShape {
  readonly sourceLength: number
  readonly targetLength: number
}

/**
 * At most `count` shapes to pad batches to, so that whatever is prepared for each shape serves all batches. They are
 * cut out of the batches in order of their positions so as to waste the least padding (exact for that order, by
 * dynamic programming); the last holds every batch there can be. Ascending.
 *
 * @param batches the shapes of an epoch's batches
 * @param longest the longest source and target of all pairs
 */
export function chooseBatchShapes(batches: readonly BatchShape[], longest: BatchShape, count: number): BatchShape[] {
  const sorted = [...batches, longest].sort((a, b) => positions(a) - positions(b))
  // cost(from, to): positions of the batches from … to − 1 when all are padded to the longest among them
  const group = (from: number, to: number): BatchShape => ({
    sourceLength: sorted.slice(from, to).reduce((most, shape) => Math.max(most, shape.sourceLength), 0),
    targetLength: sorted.slice(from, to).reduce((most, shape) => Math.max(most, shape.targetLength), 0),
  })
  const edges = edgesOf(sorted)
  const costs = edges.map((from, first) =>
    edges.map((to, last) => (last > first ? (to - from) * positions(group(from, to)) : 0)),
  )
  const cuts = cheapestCuts(costs, Math.min(count, edges.length - 1))
  const shapes = cuts.slice(1).map((cut, index) => group(edges[cuts[index] ?? 0] ?? 0, edges[cut] ?? 0))
  return [...shapes.slice(0, -1), longest]
}

/** The smallest of the shapes that holds the batch; the batch's own where none does. */
export function fittingShape(batch: BatchShape, shapes: readonly BatchShape[]): BatchShape {
  const holding = shapes.filter(
    (shape) => shape.sourceLength >= batch.sourceLength && shape.targetLength >= batch.targetLength,
  )
  return (
    holding.reduce<BatchShape | null>(
      (least, shape) => (least && positions(least) <= positions(shape) ? least : shape),
      null,
    ) ?? batch
  )
}

/** More places to cut than this change little and cost much. */
const MOST_EDGES = 64

/** Where groups may begin and end: spread evenly over the batches, first and last included. */
function edgesOf(sorted: readonly BatchShape[]): number[] {
  const pieces = Math.min(sorted.length, MOST_EDGES)
  return Array.from({ length: pieces + 1 }, (_, piece) => Math.round((piece * sorted.length) / pieces))
}

/** The edges, first and last included, that cut into at most `count` groups of the least total cost. */
function cheapestCuts(costs: readonly (readonly number[])[], count: number): number[] {
  const last = costs.length - 1
  const cost = (from: number, to: number) => costs[from]?.[to] ?? 0
  let best = costs.map((_, to) => ({ total: cost(0, to), cuts: [0, to] }))
  for (let groups = 2; groups <= count; groups++) {
    best = costs.map((_, to) => {
      let least = best[to] ?? { total: Infinity, cuts: [] }
      for (let from = 1; from < to; from++) {
        const before = best[from]
        const total = (before?.total ?? Infinity) + cost(from, to)
        if (before && total < least.total) least = { total, cuts: [...before.cuts, to] }
      }
      return least
    })
  }
  return best[last]?.cuts ?? [0, last]
}

function positions({ sourceLength, targetLength }: BatchShape): number {
  return sourceLength + targetLength
}
