import { type JsonObject, isJsonObject } from '../../shared/config/assign.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { checkConfiguration } from '../../shared/config/check.ts'
import { sourceSchema } from '../../shared/config/data.ts'
import { nameOfData } from '../../shared/data-name.ts'
import type { Problem } from '../../shared/errors.ts'
import { nameInSeries } from '../../shared/run-name.ts'

export interface PlannedRun {
  readonly preset: string
  readonly seed: number
  /** What is sent to the host: everything set by the user, the preset and the recommendations. */
  readonly configuration: JsonObject
  readonly problems: readonly Problem[]
}

export interface Draft {
  readonly name: string
  /** What the user set, apart from preset, seed and name; `data.source` is in it. */
  readonly overrides: JsonObject
  readonly presets: readonly string[]
  readonly seeds: readonly number[]
}

/** One run for each preset and seed, each checked on its own. */
export function planRuns({ name, overrides, presets, seeds }: Draft): PlannedRun[] {
  const several = presets.length * seeds.length > 1
  return presets.flatMap((preset) =>
    seeds.map((seed) => {
      const fullName = name === '' ? '' : several ? nameInSeries(name, { preset, seed }) : name
      const configuration = composeConfiguration({ file: overrides, preset, seed, name: fullName })
      const check = checkConfiguration(configuration)
      return { preset, seed, configuration, problems: check.ok ? [] : check.problems }
    }),
  )
}

/** The data part alone, with what is recommended for its source. */
export function composeData(overrides: JsonObject): JsonObject {
  const composed = composeConfiguration({ file: overrides }).data
  return isJsonObject(composed) ? composed : {}
}

/** Every distinct problem of a plan, with the presets it concerns (empty where it concerns all). */
export function planProblems(plan: readonly PlannedRun[]): (Problem & { readonly presets: readonly string[] })[] {
  const found = new Map<string, { problem: Problem; presets: Set<string> }>()
  for (const run of plan) {
    for (const problem of run.problems) {
      const key = `${problem.path}\n${problem.message}`
      const entry = found.get(key) ?? { problem, presets: new Set<string>() }
      entry.presets.add(run.preset)
      found.set(key, entry)
    }
  }
  const total = new Set(plan.map((run) => run.preset)).size
  return [...found.values()].map(({ problem, presets }) => ({
    ...problem,
    presets: presets.size === total ? [] : [...presets],
  }))
}

/**
 * The name that a run would get of these data, with what is recommended for them. Fields that are missing or wrong count
 * as unset; '' where that leaves no source.
 */
export function sourceName(chosen: JsonObject | undefined): string {
  const { source } = chosen ? composeData({ data: { source: chosen } }) : {}
  if (!isJsonObject(source)) return ''
  const parsed = sourceSchema.safeParse(source)
  if (parsed.success) return nameOfData(parsed.data)
  const wrong = new Set(parsed.error.issues.map(({ path }) => path[0]))
  const rest = sourceSchema.safeParse(Object.fromEntries(Object.entries(source).filter(([key]) => !wrong.has(key))))
  return rest.success ? nameOfData(rest.data) : ''
}
