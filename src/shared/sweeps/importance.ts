import type { JsonValue } from '../config/assign.ts'

/** How much of the differences between runs a setting explains by itself. */
export interface Importance {
  readonly path: string
  /**
   * η²: the share of the variance of the runs' values that lies between the groups of one value of the setting, 0 to 1; NaN where
   * it cannot be told.
   */
  readonly share: number
  /** Numbers in their order, names as they come. */
  readonly groups: readonly { readonly text: string; readonly n: number; readonly mean: number }[]
}

/** Numbers of more different values than this are put into so many groups of about as many runs each. */
const MOST_GROUPS = 5

/**
 * One-way analysis of variance, setting by setting, the most important first: what of the differences is left is owed to other
 * settings, to what settings do together, and to chance. With few runs in a group chance alone explains much.
 */
export function importanceOf(
  paths: readonly string[],
  runs: readonly { readonly value: number; readonly settings: Readonly<Record<string, JsonValue>> }[],
): Importance[] {
  const known = runs.filter(({ value }) => Number.isFinite(value))
  const total = squares(known.map(({ value }) => value))
  return paths
    .map((path): Importance => {
      const groupOf = grouping(known.map(({ settings }) => settings[path]))
      const groups = new Map<string, number[]>()
      for (const { value, settings } of inOrder(known, path)) {
        const text = groupOf(settings[path])
        const group = groups.get(text)
        if (group) group.push(value)
        else groups.set(text, [value])
      }
      const within = [...groups.values()].reduce((sum, values) => sum + squares(values), 0)
      const enough = groups.size > 1 && groups.size < known.length && total > 0
      return {
        path,
        share: enough ? 1 - within / total : NaN,
        groups: Array.from(groups, ([text, values]) => ({ text, n: values.length, mean: mean(values) })),
      }
    })
    .sort((a, b) => (Number.isNaN(a.share) ? 1 : Number.isNaN(b.share) ? -1 : b.share - a.share))
}

/** By the setting where that is a number; else as they come. */
function inOrder<Run extends { readonly settings: Readonly<Record<string, JsonValue>> }>(
  runs: readonly Run[],
  path: string,
) {
  return [...runs].sort(({ settings: { [path]: a } }, { settings: { [path]: b } }) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : 0,
  )
}

/** What group a value is in: its own, or among numbers that nearly all differ, one of a few by rank. */
function grouping(values: readonly (JsonValue | undefined)[]): (value: JsonValue | undefined) => string {
  const numbers = values.filter((value) => typeof value === 'number').sort((a, b) => a - b)
  const distinct = [...new Set(numbers)]
  if (numbers.length < values.length || distinct.length <= MOST_GROUPS) return textOf
  const edges = Array.from({ length: MOST_GROUPS - 1 }, (_, index) => {
    return numbers[Math.floor(((index + 1) * numbers.length) / MOST_GROUPS)] ?? 0
  })
  const [first = 0, last = 0] = [distinct[0], distinct.at(-1)]
  return (value) => {
    const group = edges.filter((edge) => Number(value) >= edge).length
    return `${String(edges[group - 1] ?? first)} … ${String(edges[group] ?? last)}`
  }
}

function textOf(value: JsonValue | undefined): string {
  return value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function squares(values: readonly number[]): number {
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
}
