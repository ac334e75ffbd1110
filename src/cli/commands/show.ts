import type { CheckpointInfo, LogLine, RunDetail, Transition } from '../../shared/contract/runs.ts'
import { METRICS, METRIC_NAMES } from '../../shared/metrics.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { findRun } from '../find-run.ts'
import { formatMetric, formatTime } from '../format.ts'
import { print, printJson } from '../output.ts'
import { formatTable } from '../table.ts'

interface Shown {
  readonly run: RunDetail
  readonly checkpoints: CheckpointInfo[]
  readonly transitions: Transition[]
  readonly log: LogLine[]
}

/** `saccade show RUN` */
export function show(text: string, options: CommonOptions): Promise<number> {
  return withReadingHost(options, async (host) => {
    const { run } = await findRun(host.runs, text)
    const shown: Shown = {
      run: await host.runs.get({ run }),
      checkpoints: await host.runs.checkpoints({ run }),
      transitions: await host.runs.transitions({ run }),
      log: await host.runs.log({ run }),
    }
    if (options.json) printJson({ ...shown.run, ...shown, run })
    else print(describe(shown))
  })
}

function describe({ run, checkpoints, transitions, log }: Shown): string {
  const sections = [facts(run), metrics(run)]
  if (checkpoints.length > 0) {
    const rows = checkpoints.map(({ kind, step, bytes }) => [kind, step, bytes])
    sections.push(formatTable(['CHECKPOINT', 'STEP', 'BYTES'], rows))
  }
  sections.push(
    [
      'History',
      ...transitions.map(({ time, to, reason }) => `  ${formatTime(time)}  ${to}${reason && `: ${reason}`}`),
    ].join('\n'),
  )
  if (log.length > 0) {
    const lines = log.map(
      ({ time, level, text }) => `  ${formatTime(time)}  ${level === 'info' ? '' : `${level}: `}${text}`,
    )
    sections.push(['Log', ...lines].join('\n'))
  }
  sections.push(`Configuration\n${JSON.stringify(run.configuration, null, 2)}`)
  return sections.filter(Boolean).join('\n\n')
}

function facts(run: RunDetail): string {
  const { prepared, best } = run
  const rows = [
    ['Run', run.run],
    ['Name', run.name],
    ['State', run.reason ? `${run.state} (${run.reason})` : run.state],
    ['Preset', run.preset || 'none'],
    ['Data', run.dataName],
    ['Seed', String(run.seed)],
    ['Step', `${run.step} of ${run.steps}`],
    [
      'Best',
      best ? `${METRICS[best.metric].title} ${formatMetric(best.metric, best.value)} at step ${best.step}` : 'none yet',
    ],
  ]
  if (prepared) {
    rows.push(
      ['Parameters', prepared.parameters.toLocaleString('en')],
      [
        'Pairs',
        `${prepared.trainPairs} for training, ${prepared.validPairs} for validation, ${prepared.tooLong} left out as too long`,
      ],
      ['Vocabulary', `${prepared.sourceVocabulary} source, ${prepared.targetVocabulary} target tokens`],
      ['Engine', `${prepared.engine.engine} ${prepared.engine.version} on ${prepared.engine.deviceName}`],
    )
  }
  return rows.map(([title = '', value = '']) => `${title.padEnd(11)}${value}`).join('\n')
}

function metrics({ latest }: RunDetail): string {
  const rows = METRIC_NAMES.flatMap((name) => {
    const value = latest[name]
    return value === undefined ? [] : [[name, formatMetric(name, value)]]
  })
  return rows.length > 0 ? formatTable(['METRIC', 'LATEST'], rows) : ''
}
