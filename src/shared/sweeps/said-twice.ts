import type { JsonValue } from '../config/assign.ts'
import { settingValueText } from '../config/difference.ts'
import type { Problem } from '../errors.ts'
import { cutText } from '../visible-text.ts'
import type { Sweep } from './sweep.ts'

const LONGEST = 40

/**
 * What a sweep says twice, which would make one run where two are written: a seed, a value of a grid, a place of a zip, a point of a
 * list. What is drawn may be the same by chance, and a choice that is named twice is drawn twice as often.
 */
export function saidTwice({ axes, seeds = [] }: Pick<Sweep, 'axes' | 'seeds'>): Problem[] {
  const problems = values('seeds', seeds)
  axes.forEach((axis, index) => {
    const where = `axes.${index}`
    if (axis.kind === 'grid') {
      for (const [path, all] of Object.entries(axis.settings))
        problems.push(...values(`${where}.settings.${path}`, all))
    } else if (axis.kind === 'zip') {
      const lists = Object.values(axis.settings)
      const places = (lists[0] ?? []).map((_, place) => lists.map((list) => list[place] ?? null))
      problems.push(
        ...twice(places, (first, second) => `values ${first} and ${second} are the same`, `${where}.settings`),
      )
    } else if (axis.kind === 'list') {
      const points = axis.points.map((point) => Object.entries(point).sort(([a], [b]) => (a < b ? -1 : 1)))
      problems.push(
        ...twice(points, (first, second) => `points ${first} and ${second} are the same`, `${where}.points`),
      )
    }
  })
  return problems
}

function values(path: string, all: readonly JsonValue[]): Problem[] {
  return twice(all, (first) => `“${cutText(settingValueText(all[first - 1] ?? null), LONGEST)}” is there twice`, path)
}

/** @param words of the places of the two, from 1 */
function twice(all: readonly JsonValue[], words: (first: number, second: number) => string, path: string): Problem[] {
  const seen = new Map<string, number | null>()
  return all.flatMap((value, index) => {
    const key = JSON.stringify(value)
    const first = seen.get(key)
    seen.set(key, first === undefined ? index + 1 : null)
    // However often it is there, that is one fault.
    return typeof first === 'number' ? [{ path, message: words(first, index + 1) }] : []
  })
}
