import { type JsonObject, type JsonValue, valueAt } from '../config/assign.ts'
import { settingValueText } from '../config/difference.ts'
import { DEFAULT_SETTINGS } from '../config/settings.ts'
import { BETWEEN, nameWithin } from '../run-name.ts'
import { cutText } from '../visible-text.ts'
import { draw } from './draw.ts'
import type { Sweep, SweepAxis } from './sweep.ts'

/** The settings in which a run of a sweep differs from its base, by their paths. */
export type Point = Readonly<Record<string, JsonValue>>

/** How many combinations the axes make, seeds left out; none makes one, the base itself. */
export function countPoints({ axes }: Pick<Sweep, 'axes'>): number {
  return axes.reduce((count, axis) => count * axisLength(axis), 1)
}

function axisLength(axis: SweepAxis): number {
  if (axis.kind === 'list') return axis.points.length
  if (axis.kind === 'random') return axis.count
  const lengths = Object.values(axis.settings).map(({ length }) => length)
  return axis.kind === 'zip' ? (lengths[0] ?? 0) : lengths.reduce((product, length) => product * length, 1)
}

/** Every combination of the axes, those behind varying fastest. Where two name one setting, the one behind wins. */
export function combine({ axes, seed }: Pick<Sweep, 'axes' | 'seed'>): Point[] {
  return axes.reduce<Point[]>(
    (points, axis, index) => {
      const further = pointsOf(axis, seed, index)
      return points.flatMap((point) => further.map((more) => ({ ...point, ...more })))
    },
    [{}],
  )
}

function pointsOf(axis: SweepAxis, seed: number, index: number): readonly Point[] {
  switch (axis.kind) {
    case 'list':
      return axis.points
    case 'grid':
      return Object.entries(axis.settings).reduce<Point[]>(
        (points, [path, values]) => points.flatMap((point) => values.map((value) => ({ ...point, [path]: value }))),
        [{}],
      )
    case 'zip': {
      const settings = Object.entries(axis.settings)
      return Array.from({ length: axisLength(axis) }, (_, place) =>
        Object.fromEntries(settings.map(([path, values]) => [path, values[place] ?? null])),
      )
    }
    case 'random': {
      const settings = Object.entries(axis.settings)
      return Array.from({ length: axis.count }, (_, place) =>
        Object.fromEntries(
          settings.map(([path, distribution]) => [path, draw(distribution, seed, `${index}/${path}`, place)]),
        ),
      )
    }
  }
}

/** The point without settings whose conditions do not hold in the configuration that it stands for. */
export function withConditions(point: Point, { conditions }: Pick<Sweep, 'conditions'>, composed: JsonObject): Point {
  const holds = (when: Sweep['conditions'][number]['when']) =>
    Object.entries(when).every(([path, values]) => {
      const value = valueAt(composed, path) ?? DEFAULT_SETTINGS[path] ?? null
      return values.some((wanted) => wanted === value)
    })
  const kept = Object.entries(point).filter(([path]) =>
    conditions.every(({ setting, when }) => setting !== path || holds(when)),
  )
  return Object.fromEntries(kept)
}

/** Settings as an object: `{ 'training.steps': 5 }` becomes `{ training: { steps: 5 } }`. */
export function nested(point: Point): JsonObject[] {
  return Object.entries(point).map(([path, value]) => {
    const object = path.split('.').reduceRight<JsonValue>((inner, key) => ({ [key]: inner }), value)
    return object as JsonObject
  })
}

/** What people call a point among those that vary `paths`: `score dot · span global · seed 2`. */
export function pointLabel(point: Point, paths: readonly string[]): string {
  const parts = Object.entries(point).map(([path, value]) => {
    return `${shortPath(path, paths)} ${cutText(settingValueText(value), LONGEST_VALUE)}`
  })
  return parts.length === 0 ? 'the base' : nameWithin(parts.join(BETWEEN))
}
const LONGEST_VALUE = 40

/** The end of a path by which it is told apart among the others: `score` of `model.attention.score`. */
export function shortPath(path: string, among: readonly string[]): string {
  const keys = path.split('.')
  for (let count = 1; count < keys.length; count++) {
    const ending = keys.slice(-count).join('.')
    if (among.every((other) => other === path || !(other === ending || other.endsWith(`.${ending}`)))) return ending
  }
  return path
}
