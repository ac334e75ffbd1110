import type { RunId } from '../../shared/contract/runs.ts'

/** More runs or groups one comparison does not take. */
export const MOST_COMPARED = 20

/** Groups of runs as they are compared: that of the baseline first, the others in the order of the board. */
export function comparedGroups(groups: readonly (readonly RunId[])[], baseline: RunId | null): RunId[][] {
  const first = groups.find((runs) => baseline !== null && runs.includes(baseline)) ?? groups[0]
  if (!first) return []
  const others = groups.filter((runs) => runs !== first)
  return [[...first], ...others.map((runs) => [...runs])].slice(0, MOST_COMPARED)
}
