import { type Spread, spreadOf } from '../spread.ts'
import { type Better, isBetter } from './decisions.ts'
import { type Point, pointLabel } from './points.ts'

/** A run as far as groups look at it. */
interface Grouped {
  readonly number: number
  readonly point: Point
  /** At its best evaluation; null before the first. */
  readonly best: { readonly value: number } | null
}

/** Runs that differ in their seeds alone. */
export interface SeedGroup<Run extends Grouped> {
  readonly label: string
  readonly runs: readonly Run[]
  /** Of their best values. */
  readonly spread: Spread
}

/** Runs put together by everything but the seed, the best mean first; those without a value come last, in their order. */
export function seedGroups<Run extends Grouped>(
  runs: readonly Run[],
  { better, varied }: { readonly better: Better; readonly varied: readonly string[] },
): SeedGroup<Run>[] {
  const groups = new Map<string, { point: Point; runs: Run[] }>()
  for (const run of runs) {
    const point = Object.fromEntries(Object.entries(run.point).filter(([path]) => path !== 'seed'))
    const key = JSON.stringify(Object.entries(point).sort(([a], [b]) => (a < b ? -1 : 1)))
    const group = groups.get(key)
    if (group) group.runs.push(run)
    else groups.set(key, { point, runs: [run] })
  }
  return Array.from(groups.values(), ({ point, runs: members }) => ({
    label: pointLabel(point, varied),
    runs: members,
    spread: spreadOf(members.flatMap(({ best }) => (best ? [best.value] : []))),
  })).sort((a, b) =>
    isBetter(a.spread.mean, b.spread.mean, better) ? -1 : isBetter(b.spread.mean, a.spread.mean, better) ? 1 : 0,
  )
}
