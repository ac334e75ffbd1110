import type { JsonValue } from '../../shared/config/assign.ts'
import { settingValueText } from '../../shared/config/difference.ts'
import { number } from '../ui/format.ts'

/** What a run has of a dimension; undefined where it has nothing. */
export type PlotValue = JsonValue | undefined

/** An axis of a plot: a setting or a metric of many runs. */
export interface Dimension {
  readonly id: string
  readonly title: string
  /** Where a value stands, from 0 to 1; null where there is none. */
  place(value: PlotValue): number | null
  readonly ticks: readonly { readonly at: number; readonly text: string }[]
  text(value: PlotValue): string
}

/** A run of a plot, by which it is told of and led to. */
export interface PlotRow {
  readonly id: string
  readonly label: string
  /** What it has of the dimension with an id. */
  readonly valueOf: (dimension: string) => PlotValue
  /** How good it is among all, from 0 to 1; null where that is not known. */
  readonly level: number | null
}

/** Numbers that span so many times their least are laid out by their orders of magnitude. */
const WIDE = 50
const MOST_NAMES = 12

/** The axis of these values: of numbers, or of names in the order in which they come. */
export function dimensionOf(
  id: string,
  title: string,
  values: readonly PlotValue[],
  text: (value: number) => string = number,
): Dimension {
  const there = values.filter((value) => value !== undefined)
  const numbers = there.filter((value) => typeof value === 'number' && Number.isFinite(value))
  const isNumeric = there.length > 0 && there.every((value) => typeof value === 'number')
  return isNumeric ? ofNumbers(id, title, numbers.map(Number), text) : ofNames(id, title, there)
}

/** How much of an axis of settings stands apart for the runs that do not have the setting. */
const WITHOUT = 0.14

/** The axis of a setting: runs that do not have it, since a condition leaves it out, stand together at its beginning. */
export function dimensionOfSetting(id: string, title: string, values: readonly PlotValue[]): Dimension {
  const dimension = dimensionOf(id, title, values)
  if (!values.includes(undefined)) return dimension
  const within = (at: number) => WITHOUT + (1 - WITHOUT) * at
  return {
    ...dimension,
    place(value) {
      if (value === undefined) return 0
      const at = dimension.place(value)
      return at === null ? null : within(at)
    },
    ticks: [
      { at: 0, text: settingValueText(undefined) },
      ...dimension.ticks.map(({ at, text }) => ({ at: within(at), text })),
    ],
  }
}

function ofNumbers(id: string, title: string, numbers: readonly number[], text: (value: number) => string): Dimension {
  const least = numbers.reduce((a, b) => Math.min(a, b), Infinity)
  const most = numbers.reduce((a, b) => Math.max(a, b), -Infinity)
  const isLog = least > 0 && most / least >= WIDE
  const along = isLog ? Math.log : (value: number) => value
  const back = isLog ? Math.exp : (value: number) => value
  const [low, high] = [along(least), along(most)]
  const place = (value: PlotValue): number | null => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return null
    return high > low ? (along(value) - low) / (high - low) : 0.5
  }
  const distinct = [...new Set(numbers)].sort((a, b) => a - b)
  const few = distinct.length <= 5 ? distinct : [0, 0.25, 0.5, 0.75, 1].map((at) => back(low + at * (high - low)))
  return {
    ...{ id, title, place },
    ticks: few.map((value) => ({ at: place(value) ?? 0.5, text: text(Number(value.toPrecision(3))) })),
    text: (value) => (typeof value === 'number' ? text(value) : settingValueText(value)),
  }
}

function ofNames(id: string, title: string, values: readonly PlotValue[]): Dimension {
  const names = [...new Set(values.map(settingValueText))]
  const at = new Map(names.map((name, index) => [name, (index + 0.5) / names.length]))
  const every = Math.ceil(names.length / MOST_NAMES)
  return {
    ...{ id, title, text: settingValueText },
    place: (value) => (value === undefined ? null : (at.get(settingValueText(value)) ?? null)),
    ticks: names.flatMap((text, index) => (index % every === 0 ? [{ at: at.get(text) ?? 0.5, text }] : [])),
  }
}

/** A part of an axis, from 0 to 1 on it. */
export interface Brush {
  readonly from: number
  readonly to: number
}

/** The rows that lie within all brushes; those without a value on a brushed axis do not. */
export function brushed(
  rows: readonly PlotRow[],
  dimensions: readonly Dimension[],
  brushes: ReadonlyMap<string, Brush>,
): readonly PlotRow[] {
  const active = dimensions.filter(({ id }) => brushes.has(id))
  if (active.length === 0) return rows
  return rows.filter(({ valueOf }) =>
    active.every(({ id, place }) => {
      const brush = brushes.get(id)
      const at = place(valueOf(id))
      return brush !== undefined && at !== null && at >= brush.from - 1e-9 && at <= brush.to + 1e-9
    }),
  )
}
