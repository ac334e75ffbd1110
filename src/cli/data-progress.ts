import process from 'node:process'
import type { EventSource } from '../host/events.ts'
import type { DatasetService } from '../shared/contract/datasets.ts'
import { createProgressBar } from './progress-bar.ts'
import { onStopWish } from './stop-wish.ts'

interface AskedHost {
  readonly on: EventSource['on']
  readonly datasets: Pick<DatasetService, 'stop'>
}

/** Shows how far work on a dataset is while `work` waits for it; Ctrl+C gives it up, which leaves nothing behind. */
export async function withDataProgress<Result>(
  { on, datasets }: AskedHost,
  task: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const bar = process.stderr.isTTY ? createProgressBar() : null
  const began = performance.now()
  const off = on('datasetProgress', (told) => {
    if (told.task !== task) return
    const { text, done, total } = told
    const secondsLeft = done > 0 ? ((performance.now() - began) / 1000 / done) * (total - done) : null
    const percent = total > 0 ? Math.round((100 * done) / total) : 0
    bar?.show({ phase: 'evaluating', step: percent, steps: 100, epoch: 0, secondsLeft, text }, '')
  })
  const offWish = onStopWish({
    first: () => void datasets.stop({ task }).catch(() => undefined),
    second: () => process.exit(1),
  })
  try {
    return await work()
  } finally {
    offWish()
    off()
    bar?.clear()
  }
}
