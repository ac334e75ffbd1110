import type { JsonObject, JsonValue } from '../../shared/config/assign.ts'
import { isJsonObject } from '../../shared/config/assign.ts'
import { toErrorData } from '../../shared/errors.ts'
import { type Expansion, expandSweep } from '../../shared/sweeps/expand.ts'
import { readSweepFile } from '../../shared/sweeps/read-sweep.ts'
import type { Sweep } from '../../shared/sweeps/sweep.ts'

/** A sweep as it is being written: what it stands for, or what is wrong with it. */
export type WrittenSweep =
  | { readonly ok: true; readonly sweep: Sweep; readonly json: JsonObject; readonly expansion: Expansion }
  | {
      readonly ok: false
      readonly problems: readonly { readonly path: string; readonly message: string }[]
      /** How many runs there are, and how many combinations are not, where those that clash are left out; null where that helps nothing. */
      readonly leavingOut: { readonly runs: number; readonly combinations: number } | null
    }

/** @param wasStored whether it is of a stored sweep, of which less is asked: a former version may have stored it */
export function readText(text: string, { wasStored = false } = {}): WrittenSweep {
  let sweep: Sweep | null = null
  try {
    sweep = readSweepFile(text, 'The text', { wasStored })
    const json: unknown = JSON.parse(text)
    return { ok: true, sweep, json: isJsonObject(json) ? json : {}, expansion: expandSweep(sweep) }
  } catch (error) {
    const { problems, message } = toErrorData(error)
    return {
      ok: false,
      problems: problems.length > 0 ? problems : [{ path: '', message }],
      leavingOut: sweep?.clashes === 'refuse' ? leavingOut(sweep) : null,
    }
  }
}

function leavingOut(sweep: Sweep): { runs: number; combinations: number } | null {
  try {
    const { runs, leftOut } = expandSweep({ ...sweep, clashes: 'leave-out' })
    return { runs: runs.length, combinations: leftOut.length }
  } catch {
    return null // What is wrong is said already, and is something else.
  }
}

/** The text of a sweep whose combinations that clash are left out. */
export const withLeftOut = (json: JsonObject): JsonObject => ({ ...json, clashes: 'leave-out' })

/** The sweep that the page Train stands for: its settings as the base, its models and seeds as what varies. */
export function sweepOfDraft(draft: {
  readonly name: string
  readonly overrides: JsonObject
  readonly presets: readonly string[]
  readonly seeds: readonly number[]
}): JsonObject {
  const { name, overrides, presets, seeds } = draft
  const [preset] = presets
  const several = presets.length > 1
  return {
    name,
    base: { ...(!several && preset ? { preset } : {}), ...overrides },
    axes: several ? [{ kind: 'grid', settings: { preset: [...presets] } }] : [],
    seeds: seeds.length > 0 ? [...seeds] : [1],
    budget: {},
  }
}

/** The sweep with these values of a setting in its first grid, which is made where there is none. */
export function withVaried(json: JsonObject, path: string, values: readonly JsonValue[]): JsonObject {
  const axes = Array.isArray(json.axes) ? json.axes : []
  const at = axes.findIndex((axis) => isJsonObject(axis) && axis.kind === 'grid')
  const grid = axes[at]
  const settings = isJsonObject(grid) && isJsonObject(grid.settings) ? grid.settings : {}
  const changed: JsonObject = { kind: 'grid', settings: { ...settings, [path]: [...values] } }
  return { ...json, axes: at < 0 ? [...axes, changed] : axes.with(at, changed) }
}

/** `dot, general` or `0.001, 0.01`: each read as JSON where it is JSON, else as text. */
export function readValues(text: string): JsonValue[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      try {
        return JSON.parse(part) as JsonValue
      } catch {
        return part
      }
    })
}
