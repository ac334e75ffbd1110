import type { RunSummary } from '../../shared/contract/runs.ts'
import { ATTENTION_MEASURES, type AttentionMeasure } from '../../shared/attention/measures.ts'
import type { DecodingMode } from '../../shared/contract/attention.ts'
import type { Emergence } from '../../shared/contract/emergence.ts'
import { chooseRuns, noneFits } from '../choose-runs.ts'
import { findRun } from '../find-run.ts'
import { checkOneForm } from '../one-form.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { print, printError, printJson } from '../output.ts'
import { formatTable } from '../table.ts'
import { watchedSource } from '../attention/find-maps.ts'

export interface EmergenceOptions extends CommonOptions {
  readonly where?: string
  readonly sentence?: number
  readonly csv?: boolean
}

/** A kept step of a run, one layer and head of it, or the mean of all. */
interface Row extends Record<AttentionMeasure, number> {
  readonly run: string
  readonly step: number
  readonly mode: DecodingMode
  /** From 1; null for the mean of all layers and heads. */
  readonly layer: number | null
  readonly head: number | null
  /** Sentences with another output than at the kept step before. */
  readonly changed: number
}

/** `saccade emergence RUN…`: what is measured of the attention that runs keep, step by step. */
export async function emergence(
  named: readonly string[],
  options: EmergenceOptions,
  given: readonly string[],
): Promise<number> {
  checkOneForm(given, { json: options.json, flags: ['--csv'] })
  return withReadingHost(options, async (host) => {
    const runs = await chooseRuns(host.runs, named, options.where)
    const [newest] = runs
    if (!newest) throw noneFits()
    const [leading] = named
    const first = leading === undefined ? newest : await findRun(host.runs, leading)
    const source = options.sentence === undefined ? undefined : await watchedSource(host, first, options.sentence)
    const found = await host.runs.emergence({ runs: runs.map(({ run }) => run), source })
    const rows = found.flatMap((one) => (one ? emergenceRows(one) : []))
    if (options.json) for (const row of rows) printJson(row)
    else if (options.csv) print(...csvLines(rows))
    else print(...describe(rows, runs))
    runs.forEach(({ run, name }, place) => {
      const one = found[place]
      if (!one) printError(`What ${name} (${run}) keeps of its sentences cannot be read`)
      else if (one.sentences === 0) printError(`${name} (${run}) does not watch this sentence`)
      else if (one.layers === 0) printError(`${name} (${run}) has no attention: its model attends to nothing`)
    })
  })
}

export function emergenceRows({ run, steps, layers, heads, modes, changed }: Emergence): Row[] {
  return modes.flatMap(({ mode, values }) =>
    Array.from(steps, (step, at) =>
      Array.from({ length: layers * heads + 1 }, (_, row): Row => {
        const mean = row === layers * heads
        const place = row * steps.length + at
        return {
          run,
          step,
          mode,
          layer: mean ? null : Math.floor(row / heads) + 1,
          head: mean ? null : (row % heads) + 1,
          entropy: values.entropy[place] ?? NaN,
          'alignment error': values['alignment error'][place] ?? NaN,
          coverage: values.coverage[place] ?? NaN,
          diagonality: values.diagonality[place] ?? NaN,
          monotonicity: values.monotonicity[place] ?? NaN,
          changed: changed[at] ?? 0,
        }
      }),
    ).flat(),
  )
}

function csvLines(rows: readonly Row[]): string[] {
  const columns = ['run', 'step', 'mode', 'layer', 'head', ...ATTENTION_MEASURES, 'changed'] as const
  const cell = (value: string | number | null) => (value === null || Number.isNaN(value) ? '' : String(value))
  return [columns.join(','), ...rows.map((row) => columns.map((column) => cell(row[column])).join(','))]
}

/** The mean of all heads; single heads are for --csv and --json. */
function describe(rows: readonly Row[], runs: readonly RunSummary[]): string[] {
  const names = new Map(runs.map(({ run, name }) => [run, name]))
  const share = (value: number) => (Number.isNaN(value) ? '' : `${(100 * value).toFixed(1)} %`)
  const lines = rows
    .filter(({ layer }) => layer === null)
    .map((row) => [
      row.run,
      row.step,
      row.mode,
      ...ATTENTION_MEASURES.map((measure) => share(row[measure])),
      row.changed,
      names.get(row.run) ?? '',
    ])
  const head = ['RUN', 'STEP', 'MODE', ...ATTENTION_MEASURES.map((measure) => measure.toUpperCase()), 'CHANGED', 'NAME']
  return formatTable(head, lines)
}
