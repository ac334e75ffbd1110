import { count } from '../ui/format.ts'

/** A step that is named below the slider, and its place there from 0 to 1. */
export interface StepName {
  readonly step: number
  readonly text: string
  readonly place: number
}

const MOST = 5
/** What a digit takes at most, and what there is between two names at least, in pixels. */
const CHARACTER = 6
const BETWEEN = 8

/** The first and the last of steps and some between them, as many as stand beside each other in so many pixels. */
export function stepNames(steps: readonly number[], width: number): readonly StepName[] {
  for (let most = Math.min(MOST, steps.length); most > 2; most -= 1) {
    const names = spread(steps, most)
    if (haveRoom(names, width)) return names
  }
  const ends = spread(steps, Math.min(2, steps.length))
  return haveRoom(ends, width) ? ends : ends.slice(0, 1)
}

function spread(steps: readonly number[], many: number): StepName[] {
  const last = steps.length - 1
  return Array.from({ length: many }, (_, i) => {
    const at = Math.round((i / Math.max(many - 1, 1)) * last)
    const step = steps[at] ?? 0
    return { step, text: count(step), place: last > 0 ? at / last : 0 }
  })
}

/** The first name begins at its place, the last one ends there, the others have it in their middle. */
function haveRoom(names: readonly StepName[], width: number): boolean {
  const spans = names.map(({ text, place }, i) => {
    const size = text.length * CHARACTER
    const start = place * width - (i === 0 ? 0 : i === names.length - 1 ? size : size / 2)
    return { start, end: start + size }
  })
  return spans.every(({ start }, i) => start >= (spans[i - 1]?.end ?? -Infinity) + BETWEEN)
}
