import type { CheckpointInfo, LogLine, RunDetail, Transition } from '../../shared/contract/runs.ts'
import type { StoredDataset } from '../../shared/datasets/stored.ts'
import { METRICS, METRIC_NAMES } from '../../shared/metrics.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { findRun } from '../find-run.ts'
import { formatMetric, formatTime } from '../format.ts'
import { print, printJson } from '../output.ts'
import { createReadableParts } from '../readable-parts.ts'
import { formatFacts, formatTable } from '../table.ts'

interface Shown {
  readonly run: RunDetail
  readonly checkpoints: CheckpointInfo[]
  readonly transitions: Transition[]
  readonly log: LogLine[]
  readonly datasets: readonly StoredDataset[]
}

/** `saccade show RUN` */
export function show(text: string, options: CommonOptions): Promise<number> {
  return withReadingHost(options, async (host) => {
    const { run } = await findRun(host.runs, text)
    const parts = createReadableParts()
    const shown: Shown = {
      run: await host.runs.get({ run }),
      checkpoints: await parts.read('the checkpoints', host.runs.checkpoints({ run }), []),
      transitions: await parts.read('the history of its states', host.runs.transitions({ run }), []),
      log: await parts.read('the log', host.runs.log({ run }), []),
      datasets: await parts.read('the datasets', host.datasets.list(), []),
    }
    const { datasets, ...stored } = shown
    if (options.json) printJson({ ...stored.run, ...stored, run, dataset: datasetOf(stored.run, datasets)?.id ?? null })
    else print(...describe(shown))
    if (shown.run.damaged)
      await parts.read('the newest values', host.runs.metrics({ runs: [run], metrics: [], points: 1 }), [])
    parts.end()
  })
}

function describe({ run, checkpoints, transitions, log, datasets }: Shown): string[] {
  const sections = [
    facts(run, datasetOf(run, datasets)),
    metrics(run),
    checkpoints.length === 0
      ? []
      : formatTable(
          ['CHECKPOINT', 'STEP', 'BYTES'],
          checkpoints.map(({ kind, step, bytes }) => [kind, step, bytes]),
        ),
    titled(
      'History',
      transitions.map(({ time, to, reason }) => `  ${formatTime(time)}  ${to}${reason && `: ${reason}`}`),
    ),
    titled(
      'Log',
      log.map(({ time, level, text }) => `  ${formatTime(time)}  ${level === 'info' ? '' : `${level}: `}${text}`),
    ),
    titled('Configuration', JSON.stringify(run.configuration, null, 2).split('\n')),
  ]
  return sections.filter(({ length }) => length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines]
}

/** The dataset of the pairs that it is trained on, where there is one. */
function datasetOf({ dataDigest }: RunDetail, datasets: readonly StoredDataset[]): StoredDataset | undefined {
  return datasets.find(({ digest }) => digest === dataDigest)
}

function facts(run: RunDetail, dataset: StoredDataset | undefined): string[] {
  const { prepared, best } = run
  const rows: [title: string, text: string][] = [
    ['Run', run.run],
    ['Name', run.name],
    ['State', run.reason ? `${run.state} (${run.reason})` : run.state],
    ['Preset', run.preset || 'none'],
    ['Data', run.dataName],
    ...(dataset ? [['Dataset', `${dataset.id} (${dataset.name})`] satisfies [string, string]] : []),
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
  return formatFacts(rows, 11)
}

function metrics({ latest }: RunDetail): string[] {
  const rows = METRIC_NAMES.flatMap((name) => {
    const value = latest[name]
    return value === undefined ? [] : [[name, formatMetric(name, value)]]
  })
  return rows.length > 0 ? formatTable(['METRIC', 'LATEST'], rows) : []
}
