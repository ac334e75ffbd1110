import process from 'node:process'
import type { MetricName } from '../shared/metrics.ts'
import type { Reporter } from './reporter.ts'
import { formatMetric, formatMetrics } from './format.ts'
import { print, printError, printJson } from './output.ts'
import { createProgressBar } from './progress-bar.ts'

const TOLD: readonly MetricName[] = [
  'valid/loss',
  'valid/token_accuracy',
  'valid/exact_match',
  'valid/phoneme_error_rate',
  'valid/alignment_error_rate',
]

/** One object a line on standard output; what only a person wants to know goes to standard error. */
export function jsonReporter(): Reporter {
  return {
    started: ({ run, configuration }) => printJson({ event: 'started', run, config: configuration }),
    steps(rows) {
      for (const { step, metrics } of rows) printJson({ event: 'step', step, metrics })
    },
    progress: () => undefined,
    evaluation: ({ step, metrics }) => printJson({ event: 'evaluation', step, metrics }),
    log(level, text) {
      printJson({ event: 'log', level, text })
      if (level === 'warning') printError(`warning: ${text}`)
    },
    ended({ run, state, reason, best }, last) {
      if (state === 'failed' || state === 'interrupted') {
        printJson({ event: 'failed', run, message: reason })
        printError(`error: ${reason}`)
      }
      printJson({ event: 'finished', run, state, reason, best, last })
    },
  }
}

/**
 * A line an evaluation on standard output, and on a terminal a bar below them.
 * @param inHistory whether commands that go by the history find the run
 */
export function textReporter({ inHistory }: { readonly inHistory: boolean }): Reporter {
  const bar = process.stderr.isTTY ? createProgressBar() : null
  const above = bar?.above ?? ((work: () => void): void => work())
  let note = ''
  const told = new Set<string>()
  return {
    started({ run, name, step }) {
      above(() => print(step > 0 ? `Run ${run} (${name}) goes on from step ${step}` : `Run ${run} (${name})`))
    },
    steps(rows) {
      const loss = rows.at(-1)?.metrics['train/loss']
      if (loss !== undefined) note = `loss ${formatMetric('train/loss', loss)}`
    },
    progress: (progress) => bar?.show(progress, note),
    evaluation: ({ step, metrics }) => above(() => print(`step ${step}: ${formatMetrics(metrics, TOLD)}`)),
    log(level, text) {
      if (level === 'info') return
      above(() => printError(`${level}: ${text}`))
      told.add(text)
    },
    ended({ run, state, reason, best, step }) {
      bar?.clear()
      const untold = told.has(reason) ? '' : reason
      print(`${state} at step ${step}${untold && state !== 'failed' ? `: ${untold}` : ''}`)
      if (best) print(`best ${formatMetrics({ [best.metric]: best.value })} at step ${best.step}`)
      // A reason that no log holds could not be stored, or came before anybody listened.
      if (state === 'failed' && untold) printError(`error: ${untold}`)
      else if (!inHistory) return
      else if (state === 'failed') printError(`error: run ${run} failed; saccade show ${run} prints its log`)
      else if (state !== 'finished') print(`saccade resume ${run} lets it go on`)
    },
  }
}
