import { z } from 'zod'
import { sameJson } from '../same-json.ts'
import type { JsonValue } from './assign.ts'
import { sourceSchema } from './data.ts'
import { DEFAULT_SETTINGS, type Settings } from './settings.ts'
import { settingTitle } from './titles.ts'

/** A setting in several configurations. */
export interface ComparedSetting {
  readonly path: string
  readonly title: string
  /** Undefined where the schema gives none. */
  readonly fallback: JsonValue | undefined
  /** One for each configuration, in their order; undefined where it has no such setting. */
  readonly values: readonly (JsonValue | undefined)[]
}

/** What several configurations say, setting by setting in the order of the schema. */
export interface ConfigurationDifference {
  readonly differing: readonly ComparedSetting[]
  readonly same: readonly ComparedSetting[]
}

/** Places of configurations that say the same but for the seed. */
export type ConfigurationGroup = readonly [number, ...number[]]

/** Names tell configurations apart and are no difference of theirs. */
const NAMES = new Set(['name', '$schema'])
const SEED = 'seed'
const SOURCE = 'data.source.'
const SCORE_CODE = 'score code'

/** What a run's summary tells of its configuration, as a whole: see `changedSettings`. */
export function settingsOfRun(run: {
  readonly preset: string
  readonly seed: number
  readonly settings: Settings
  readonly scoreDigest?: string
}): Settings {
  return { preset: run.preset, seed: run.seed, ...DEFAULT_SETTINGS, ...run.settings, ...ofScoreCode(run) }
}

/** The path of a score says where its code was read; two runs may have had different code from there. */
export function ofScoreCode({ scoreDigest }: { readonly scoreDigest?: string }): Settings {
  return scoreDigest === undefined ? {} : { [SCORE_CODE]: scoreDigest.slice(0, 12) }
}

/** What differs between complete configurations, and what is the same in all of them. */
export function compareConfigurations(configurations: readonly Settings[]): ConfigurationDifference {
  const paths = new Set(configurations.flatMap((one) => Object.keys(one)).filter((path) => !NAMES.has(path)))
  const settings = [...paths]
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map((path): ComparedSetting => {
      const values = configurations.map((one) => (Object.hasOwn(one, path) ? one[path] : undefined))
      const kind = configurations.find((one) => Object.hasOwn(one, path))?.[`${SOURCE}kind`]
      return {
        path,
        title: path === SCORE_CODE ? 'Code of its own score' : settingTitle(path),
        fallback: fallbackOf(path, kind),
        values,
      }
    })
  const isSame = ({ values }: ComparedSetting) => values.every((value) => sameJson(value, values[0]))
  return { differing: settings.filter((one) => !isSame(one)), same: settings.filter(isSame) }
}

/** Configurations that differ in nothing but the seed, put together, in the order of their first ones. */
export function groupConfigurations({ differing }: ConfigurationDifference, count: number): ConfigurationGroup[] {
  const groups = new Map<string, [number, ...number[]]>()
  for (let place = 0; place < count; place += 1) {
    const key = JSON.stringify(differing.filter(({ path }) => path !== SEED).map(({ values }) => values[place] ?? null))
    const group = groups.get(key)
    if (group) group.push(place)
    else groups.set(key, [place])
  }
  return [...groups.values()]
}

/** The value of a group: that of all its members, and all of them for the seed. */
export function valueOfGroup({ path, values }: ComparedSetting, group: ConfigurationGroup): JsonValue | undefined {
  if (path !== SEED || group.length === 1) return values[group[0]]
  return [...new Set(group.map((place) => values[place] ?? null))]
}

/** For programs: what differs with all values, what is the same with its one value. */
export function differenceForPrograms<Of>(of: readonly Of[], { differing, same }: ConfigurationDifference) {
  return {
    of,
    differing: differing.map(({ path, title, fallback, values }) => ({
      path,
      title,
      default: fallback ?? null,
      values: values.map((value) => value ?? null),
    })),
    same: Object.fromEntries(same.map(({ path, values }) => [path, values[0] ?? null])),
  }
}

/** As it is written in a table; a list of seeds in short. */
export function settingValueText(value: JsonValue | undefined): string {
  if (value === undefined) return '–'
  if (value === null) return 'none'
  if (typeof value === 'string') return value === '' ? '“”' : value
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number'))
    return numbersText(value)
  return JSON.stringify(value)
}

/** `1–5, 8` */
function numbersText(numbers: readonly number[]): string {
  const spans: [first: number, last: number][] = []
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const span = spans.at(-1)
    if (span && number === span[1] + 1) span[1] = number
    else spans.push([number, number])
  }
  return spans
    .map(([first, last]) =>
      first === last ? `${first}` : last === first + 1 ? `${first}, ${last}` : `${first}–${last}`,
    )
    .join(', ')
}

const ORDER = ['preset', SEED, 'data.source.kind', 'data.source.task']
const PATHS = Object.keys(DEFAULT_SETTINGS)

/** Who the run is, its data, then the schema's order. */
function placeOf(path: string): number {
  const first = ORDER.indexOf(path)
  if (first >= 0) return first
  return path.startsWith(SOURCE) ? ORDER.length : ORDER.length + 1 + PATHS.indexOf(path)
}

/** The default of a setting; one of the data source has that of the source's kind. */
function fallbackOf(path: string, kind: JsonValue | undefined): JsonValue | undefined {
  if (path === SEED) return 1
  if (!path.startsWith(SOURCE)) return DEFAULT_SETTINGS[path]
  const fields: Readonly<Record<string, z.ZodType>> =
    sourceSchema.options.find(({ shape }) => shape.kind.value === kind)?.shape ?? {}
  const read = z.json().safeParse(fields[path.slice(SOURCE.length)]?.safeParse(undefined).data)
  return read.success ? read.data : undefined
}
