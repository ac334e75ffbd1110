import process from 'node:process'
import { createProgressBar } from './progress-bar.ts'

/** How far a command is with lines of text, drawn where somebody looks on. */
export interface LineProgress {
  /** So many more are done. */
  add(lines: number): void
  /** Prints above the bar. */
  above(work: () => void): void
  clear(): void
}

/** Draws a bar on a terminal where it is known how many lines there are; elsewhere nothing. */
export function createLineProgress(count: number | null): LineProgress {
  if (!process.stderr.isTTY || count === null) {
    return { add: () => undefined, above: (work) => work(), clear: () => undefined }
  }
  const bar = createProgressBar()
  const began = performance.now()
  let done = 0
  return {
    add(lines) {
      done += lines
      const secondsLeft = ((performance.now() - began) / 1000 / done) * (count - done)
      bar.show({ phase: 'evaluating', step: done, steps: count, epoch: 0, secondsLeft, text: 'lines' }, '')
    },
    above: (work) => bar.above(work),
    clear: () => bar.clear(),
  }
}
