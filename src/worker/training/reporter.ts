import type { MetricValues, TrainerEvents, TrainerProgress } from '../../shared/contract/trainer.ts'

export type Emit = <Name extends keyof TrainerEvents>(name: Name, payload: TrainerEvents[Name]) => void

/** Milliseconds between two messages of a kind. */
const PAUSE = 250

/** Sends metric rows and progress in few messages, however fast the steps are. */
export interface Reporter {
  step(step: number, metrics: MetricValues): void
  /** Left out when one of the same phase was sent a moment ago. */
  progress(progress: TrainerProgress): void
  /** Sends the rows that wait. Call it before anything that must come after them. */
  flush(): void
}

export function createReporter(emit: Emit, now: () => number = () => performance.now()): Reporter {
  let rows: { step: number; metrics: MetricValues }[] = []
  let rowsSent = -Infinity
  let progressSent = -Infinity
  let phase = ''

  function flush() {
    if (rows.length > 0) emit('steps', { rows })
    rows = []
    rowsSent = now()
  }

  return {
    step(step, metrics) {
      rows.push({ step, metrics })
      if (now() - rowsSent >= PAUSE) flush()
    },
    progress(progress) {
      if (progress.phase === phase && now() - progressSent < PAUSE) return
      progressSent = now()
      phase = progress.phase
      emit('progress', progress)
    },
    flush,
  }
}
