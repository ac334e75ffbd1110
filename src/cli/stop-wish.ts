import process from 'node:process'
import { EXIT } from './failure.ts'
import { onClosedPipe } from './output.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface StopWishes {
  first(): void
  second(): void
}

/**
 * Hears Ctrl+C, a kill, and the end of whoever reads our output. Returns a function that stops listening and says
 * whether a wish came. A third one ends this process whatever hangs.
 */
export function onStopWish({ first, second }: StopWishes): () => boolean {
  let wishes = 0
  const wish = (): void => {
    wishes++
    if (wishes === 1) first()
    else if (wishes === 2) second()
    else process.exit(EXIT.stopped)
  }
  for (const signal of SIGNALS) process.on(signal, wish)
  const offPipe = onClosedPipe(wish)
  return () => {
    for (const signal of SIGNALS) process.off(signal, wish)
    offPipe()
    return wishes > 0
  }
}
