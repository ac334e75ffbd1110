import type { Host } from '../host/host.ts'
import type { Evaluated, RunId, RunSummary } from '../shared/contract/runs.ts'
import type { TrainerProgress } from '../shared/contract/trainer.ts'
import { type DatasetProgress, keepTask } from '../shared/datasets/stored.ts'
import { hasEnded } from '../shared/run-state.ts'
import { EXIT } from './exit-codes.ts'
import { printError } from './output.ts'
import { jsonReporter, textReporter } from './reporters.ts'
import { onStopWish } from './stop-wish.ts'

export interface FollowOptions {
  readonly json: boolean
  /** Signals that mean the same as a first Ctrl+C. */
  readonly warnings?: readonly NodeJS.Signals[]
  /** Whether it is a run of the user's history: the files it was trained on are kept as a dataset there, and it is said how it goes on. */
  readonly inHistory?: boolean
}

/**
 * Follows a run that was just queued until it has ended. The first wish to stop (Ctrl+C) lets it write a checkpoint,
 * the second ends it at once. Returns the exit code.
 */
export async function followRun(
  host: Host,
  run: RunId,
  { json, warnings = [], inHistory = true }: FollowOptions,
): Promise<number> {
  const reporter = json ? jsonReporter() : textReporter({ inHistory })
  let tellEnd: (run: RunSummary) => void = () => undefined
  const end = new Promise<RunSummary>((resolve) => (tellEnd = resolve))
  const newest: { evaluated: Evaluated | null } = { evaluated: null }

  /** Under which task the end waits for the files to be kept, and whether the user wants to wait for nothing. */
  const keeping = { task: '', unwanted: !inHistory }
  const offEvents = host.events.onAny((event) => {
    if ('run' in event.payload && event.payload.run !== run) return
    switch (event.name) {
      case 'runs':
        for (const one of event.payload.runs) if (one.run === run && hasEnded(one.state)) tellEnd(one)
        break
      case 'metrics':
        // Evaluations come with metrics of their own, told of by the event below.
        reporter.steps(event.payload.rows.filter(({ metrics }) => 'train/loss' in metrics))
        break
      case 'evaluation':
        newest.evaluated = { step: event.payload.step, metrics: event.payload.metrics }
        reporter.evaluation(newest.evaluated)
        break
      case 'log':
        reporter.log(event.payload.level, event.payload.text)
        break
      case 'progress':
        reporter.progress(event.payload.progress)
        break
      case 'datasetProgress':
        // Beside the training nobody waits for it.
        if (event.payload.task === keeping.task) reporter.progress(keepingProgress(event.payload))
        break
      case 'removed':
      case 'boards':
      case 'sweeps':
      case 'sweepRemoved':
      case 'datasets':
      case 'bundleProgress':
      case 'reportProgress':
      case 'queue':
      case 'snapshot':
      case 'wentBack':
      case 'decoding':
        break
    }
  })
  const wishes = {
    first() {
      if (keeping.task !== '') return void host.api.datasets.stop({ task: keeping.task }).catch(() => undefined)
      keeping.unwanted = true
      printError('Stopping after this step with a checkpoint; once more ends it at once.')
      // It may just have ended by itself; the end is told either way.
      host.api.runs.stop({ run }).catch(() => undefined)
    },
    second: () => void host.close(0),
  }
  const offSignals = onStopWish(wishes, warnings)

  const now = await host.api.runs.get({ run })
  reporter.started(now)
  const ended = hasEnded(now.state) ? now : await end
  if (!keeping.unwanted) {
    keeping.task = keepTask(run)
    await host.settled()
  }
  offEvents()
  const asked = offSignals()
  reporter.ended(ended, newest.evaluated ?? now.lastEvaluation)
  if (ended.state === 'finished') return EXIT.done
  return ended.state === 'stopped' || asked ? EXIT.stopped : EXIT.failed
}

function keepingProgress({ text, done, total }: DatasetProgress): TrainerProgress {
  const percent = total > 0 ? Math.round((100 * done) / total) : 0
  return {
    phase: 'preparing',
    step: percent,
    steps: 100,
    epoch: 0,
    secondsLeft: null,
    text: `keeping the pairs: ${text}`,
  }
}
