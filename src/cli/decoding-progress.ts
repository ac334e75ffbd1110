import type { EventSource } from '../host/events.ts'
import { createLineProgress } from './line-progress.ts'

/** Shows how far checkpoints are that decode validation pairs while `work` waits for them. */
export async function withDecodingProgress<Result>(events: EventSource, work: () => Promise<Result>): Promise<Result> {
  let progress: { run: string; done: number; lines: ReturnType<typeof createLineProgress> } | null = null
  const off = events.on('decoding', ({ run, done, pairs }) => {
    if (progress?.run !== run) {
      progress?.lines.clear()
      progress = { run, done: 0, lines: createLineProgress(pairs) }
    }
    if (done > progress.done) progress.lines.add(done - progress.done)
    progress.done = done
    if (done === pairs) progress.lines.clear()
  })
  try {
    return await work()
  } finally {
    off()
  }
}
