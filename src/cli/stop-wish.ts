import process from 'node:process'
import { EXIT } from './exit-codes.ts'
import { onLostOutput } from './output.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface StopWishes {
  first(): void
  second(): void
}

/**
 * One key press or one kill of a process group can reach us twice: from the system and forwarded by the launcher.
 * Nobody means to stop at once within so few milliseconds of asking to stop.
 */
const SAME_WISH_MS = 500

let wished = false

/** Whether somebody wished an end: what was given up then was stopped, and did not fail. */
export const wasStopWished = (): boolean => wished

/**
 * Hears Ctrl+C, a kill, the signals of `more`, and that our output goes nowhere any more. Returns a function that stops listening and says
 * whether a wish came. A third one ends this process whatever hangs.
 */
export function onStopWish({ first, second }: StopWishes, more: readonly NodeJS.Signals[] = []): () => boolean {
  const signals = [...SIGNALS, ...more]
  let wishes = 0
  let latest = -Infinity
  const wish = (): void => {
    const now = performance.now()
    if (now - latest < SAME_WISH_MS) return
    latest = now
    wishes++
    wished = true
    if (wishes === 1) first()
    else if (wishes === 2) second()
    else process.exit(EXIT.stopped)
  }
  for (const signal of signals) process.on(signal, wish)
  const offOutput = onLostOutput(wish)
  return () => {
    for (const signal of signals) process.off(signal, wish)
    offOutput()
    return wishes > 0
  }
}
