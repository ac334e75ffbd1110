import type { FoundOutput, FoundOutputs, FoundPair } from '../../shared/contract/outputs.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { letterOf } from '../../shared/outputs/output-fields.ts'
import { parseCheckpoint } from '../checkpoint-name.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { withDecodingProgress } from '../decoding-progress.ts'
import { findRun } from '../find-run.ts'
import { print, printError, printJson } from '../output.ts'
import { shortToken } from '../unknown-tokens.ts'

export interface OutputsOptions extends CommonOptions {
  readonly where?: string
  /** A field; with a minus before it, the largest first. */
  readonly sort?: string
  readonly checkpoint: string
  readonly limit: number
}

/** `saccade outputs RUN …`: what runs say of their validation pairs, beside each other. */
export function outputs(texts: readonly string[], options: OutputsOptions): Promise<number> {
  const { where = '', sort, limit, json } = options
  const checkpoint = parseCheckpoint(options.checkpoint)
  return withReadingHost(options, async (host) => {
    const named: RunSummary[] = []
    for (const text of texts) named.push(await findRun(host.runs, text))
    const found = await withDecodingProgress(host.events, () =>
      host.outputs.find({
        runs: named.map(({ run }) => run),
        ...{ checkpoint, where, count: limit, make: true },
        ...(sort ? { sort: { field: sort.replace(/^-/, ''), descending: sort.startsWith('-') } } : {}),
      }),
    )
    // By the number that queries ask for as well.
    if (json) printJson({ ...found, rows: found.rows.map((row) => ({ pair: row.place + 1, ...row })) })
    else print(...describe(found, named))
    for (const { run, name, reason } of found.leftOut) printError(`Left out: ${name} (${run}). ${reason}`)
  })
}

function describe({ runs, rows, pairs, found }: FoundOutputs, named: readonly RunSummary[]): string[] {
  const letters = runs.map(({ run }) => letterOf(named.findIndex((one) => one.run === run)))
  const shares = runs.map(({ run, step, exact, errorRate }, index) => {
    const name = named.find((one) => one.run === run)?.name ?? ''
    return `${letters[index] ?? ''}  ${run}  step ${step}  right ${percent(exact)}  error rate ${percent(errorRate)}  ${name}`
  })
  const shown = rows.length < found ? `, the first ${rows.length} of them below` : ''
  return [...shares, `${found} of ${counted(pairs, 'validation pair')} fit${shown}`, ...rows.flatMap(block)]

  function block(pair: FoundPair): string[] {
    const head = `pair ${pair.place + 1}`
    return [
      '',
      `${head}  source     ${text(pair.source)}`,
      `${' '.repeat(head.length)}  reference  ${text(pair.target)}`,
      ...pair.outputs.map((output, index) => `${(letters[index] ?? '').padStart(head.length)}  ${verdict(output)}`),
    ]
  }
}

function verdict({ exact, edits, tokens, score }: FoundOutput): string {
  const how = exact ? 'right' : counted(edits, 'edit')
  return `${how.padEnd(9)}  ${text(tokens)}  (${score.toFixed(2)})`
}

const text = (tokens: readonly string[]) => (tokens.length === 0 ? '(nothing)' : tokens.map(shortToken).join(' '))
const percent = (share: number) => (Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`)
