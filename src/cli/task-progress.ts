import process from 'node:process'
import { EXIT } from './exit-codes.ts'
import { createProgressBar } from './progress-bar.ts'
import { onStopWish } from './stop-wish.ts'

interface Told {
  readonly text: string
  readonly done: number
  readonly total: number
}

interface Task {
  /** Listens to how far it is. Returns the listener's removal. */
  on(listener: (told: Told) => void): () => void
  /** Gives it up. */
  stop(): Promise<unknown>
}

/** Shows how far a piece of work of the host is while `work` waits for it; Ctrl+C gives it up, which leaves nothing behind. */
export async function withTaskProgress<Result>(task: Task, work: () => Promise<Result>): Promise<Result> {
  const bar = process.stderr.isTTY ? createProgressBar() : null
  const began = performance.now()
  const off = task.on(({ text, done, total }) => {
    const secondsLeft = done > 0 ? ((performance.now() - began) / 1000 / done) * (total - done) : null
    const percent = total > 0 ? Math.round((100 * done) / total) : 0
    bar?.show({ phase: 'evaluating', step: percent, steps: 100, epoch: 0, secondsLeft, text }, '')
  })
  const offWish = onStopWish({
    first: () => void task.stop().catch(() => undefined),
    second: () => process.exit(EXIT.stopped),
  })
  try {
    return await work()
  } finally {
    offWish()
    off()
    bar?.clear()
  }
}
