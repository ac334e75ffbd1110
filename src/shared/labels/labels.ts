import type { JsonValue } from '../config/assign.ts'
import { DEFAULT_SETTINGS } from '../config/settings.ts'
import type { RunId, RunSummary } from '../contract/runs.ts'
import { BETWEEN, ownName } from '../run-name.ts'
import { apart } from './apart.ts'
import { settingText } from './setting-text.ts'

export type LabelledRun = Pick<RunSummary, 'run' | 'name' | 'preset' | 'dataName' | 'seed' | 'settings'>
/** What may stand beside a label, in a column of its own. */
export type Aside = 'data' | 'seed'

export interface RunLabels {
  /** What all the runs have in common, to stand once above them; empty where they are not several. */
  readonly common: string
  /** What tells each run from the others. */
  readonly labels: ReadonlyMap<RunId, string>
}

/** What a run without a preset is called beside others. */
export const OWN_MODEL = 'own model'

/** Something that runs may differ in. */
interface Facet {
  readonly aside?: Aside
  text(run: LabelledRun): string
}

/** Looked at again and again, of runs that never change: one that is renamed is another object. */
const OWN_NAMES = new WeakMap<LabelledRun, string>()
function nameOf(run: LabelledRun): string {
  const known = OWN_NAMES.get(run)
  if (known !== undefined) return known
  const name = ownName(run)
  OWN_NAMES.set(run, name)
  return name
}

/** What users called these runs, without the parts that the names of all of them have, such as that of their sweep. */
function namesOf(runs: readonly LabelledRun[]): { readonly facet: Facet; readonly inAll: string } {
  const names = [...new Set(runs.map(nameOf))].sort()
  if (names.length < 2 || names.includes('')) return { facet: { text: nameOf }, inAll: '' }
  const { own, shared } = apart(names)
  // Parts of one name in another order.
  if (new Set(own).size < own.length) return { facet: { text: nameOf }, inAll: '' }
  const short = new Map(names.map((name, index) => [name, own[index] ?? name]))
  return { facet: { text: (run) => short.get(nameOf(run)) ?? '' }, inAll: shared }
}

const MODEL: Facet = { text: ({ preset }) => preset || OWN_MODEL }
const DATA: Facet = { aside: 'data', text: ({ dataName }) => dataName }
const SEED: Facet = { aside: 'seed', text: ({ seed }) => `seed ${seed}` }

/**
 * What tells each of these runs from the others: the name that a user gave it, else what it differs in (model, data,
 * settings, seed), and no more of it than is needed. Without `aside`, no two runs have the same label.
 */
export function labelRuns(runs: readonly LabelledRun[], aside: readonly Aside[] = []): RunLabels {
  const [first] = runs
  if (!first || runs.length === 1) return { common: '', labels: new Map(first && [[first.run, first.name]]) }
  const { facet: NAME, inAll } = namesOf(runs)
  const shared = [NAME, MODEL, DATA, SEED].filter(
    (facet) => facet.text(first) !== '' && runs.every((run) => facet.text(run) === facet.text(first)),
  )
  const parts = new Map<RunId, readonly Part[]>()
  for (const [name, group] of groupBy(runs, NAME.text)) {
    const own: Part[] = name === '' || shared.includes(NAME) ? [] : [{ text: name }]
    for (const [run, differing] of differences(group)) {
      const all = [...own, ...differing]
      // A run that is alone under no name, beside others that have one, is told by its model.
      parts.set(run, all.length > 0 || group.length > 1 ? all : [{ text: MODEL.text(group[0] ?? first) }])
    }
  }
  tellApart(parts)
  const without = (all: readonly Part[]) =>
    all.filter((part) => part.aside === undefined || !aside.includes(part.aside))
  return {
    common: [
      ...(inAll === '' ? [] : [inAll]),
      ...shared
        .filter((facet) => facet.aside === undefined || !aside.includes(facet.aside))
        .map((facet) => facet.text(first)),
    ].join(BETWEEN),
    labels: new Map(
      runs.map((run) => [run.run, join(without(parts.get(run.run) ?? [])) || NAME.text(run) || MODEL.text(run)]),
    ),
  }
}

interface Part {
  readonly text: string
  readonly aside?: Aside | undefined
}

const join = (parts: readonly Part[]) => parts.map((part) => part.text).join(BETWEEN)

/** What tells each of these runs from those that are like it so far: facet by facet, the first ones first. */
function differences(runs: readonly LabelledRun[], facets?: readonly Facet[]): [run: RunId, parts: readonly Part[]][] {
  const [facet, ...rest] = runs.length < 2 ? [] : (facets ?? [MODEL, DATA, ...settingFacets(runs), SEED])
  if (!facet) return runs.map((run) => [run.run, []])
  const groups = groupBy(runs, facet.text)
  if (groups.size === 1) return differences(runs, rest)
  return [...groups].flatMap(([text, group]) => {
    const part = { text, aside: facet.aside }
    return differences(group, rest).map(([run, parts]): [RunId, readonly Part[]] => [run, [part, ...parts]])
  })
}

const GROUPS = ['model', 'training', 'data', 'evaluation', 'engine']

/** Of every setting that one of the runs has changed; lists are too long for a label. */
function settingFacets(runs: readonly LabelledRun[]): Facet[] {
  const place = (path: string) => GROUPS.indexOf(path.split('.')[0] ?? '')
  return differingPaths(runs)
    .filter((path) => !runs.some((run) => Array.isArray(valueOf(run, path))))
    .sort((a, b) => place(a) - place(b) || order(a) - order(b))
    .map((path) => ({ text: settingTexts(path) }))
}

/**
 * Looked at before any words are made of it: most settings are the same in all runs, however many these are. Each run is
 * gone through once, and says only what it has changed; where another one has the setting too, nothing is left to be said.
 */
function differingPaths(runs: readonly LabelledRun[]): string[] {
  const found = new Map<string, { readonly value: JsonValue; runs: number; differs: boolean }>()
  for (const { settings } of runs) {
    for (const path in settings) {
      const value = settings[path] ?? null
      const known = found.get(path)
      if (known) {
        known.runs += 1
        known.differs ||= known.value !== value
      } else found.set(path, { value, runs: 1, differs: false })
    }
  }
  return [...found].flatMap(([path, { value, runs: count, differs }]) =>
    differs || (count < runs.length && value !== DEFAULT_SETTINGS[path]) ? [path] : [],
  )
}

/** Words for a setting, made once for each of its values. */
function settingTexts(path: string): (run: LabelledRun) => string {
  const known = new Map<JsonValue | undefined, string>()
  return (run) => {
    const value = valueOf(run, path)
    const text = known.get(value) ?? settingText(path, value)
    known.set(value, text)
    return text
  }
}

const PATHS = Object.keys(DEFAULT_SETTINGS)
const order = (path: string) => PATHS.indexOf(path)

function valueOf({ settings }: LabelledRun, path: string): JsonValue | undefined {
  return Object.hasOwn(settings, path) ? settings[path] : DEFAULT_SETTINGS[path]
}

/** Runs that are alike in everything, or that a user named as others are labelled, get their ids. */
function tellApart(parts: Map<RunId, readonly Part[]>): void {
  for (;;) {
    const alike = [...groupBy([...parts], ([, all]) => join(all)).values()].filter((group) => group.length > 1)
    if (alike.length === 0) return
    for (const [run, all] of alike.flat()) parts.set(run, [...all, { text: run }])
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
