import path from 'node:path'
import process from 'node:process'
import type { BundledCheckpoints, ImportedBundle, ImportedRun } from '../../shared/contract/bundles.ts'
import { counted } from '../../shared/counted.ts'
import { withBundleProgress } from '../bundle-progress.ts'
import { chooseRuns, noneFits } from '../choose-runs.ts'
import { type CommonOptions, withAnyHost, withReadingHost } from '../context.ts'
import { print, printError, printJson } from '../output.ts'
import { findBoard } from './board.ts'
import { megabytes } from './data.ts'
import { findSweep } from './sweep/find.ts'

export interface BundleOptions extends CommonOptions {
  readonly to: string
  readonly board?: string
  readonly sweep?: string
  readonly where?: string
  readonly checkpoints: BundledCheckpoints
}

/** `saccade export RUN… --format bundle`: runs, or a board or a sweep with its runs, as one file. */
export function exportBundle(named: readonly string[], options: BundleOptions): Promise<number> {
  return withReadingHost(options, async ({ runs: service, boards, sweeps, bundles, events }) => {
    const { board: name, sweep: sweepName, where } = options
    const asked = named.length > 0 || where !== undefined || (name === undefined && sweepName === undefined)
    const runs = asked ? (await chooseRuns(service, named, where)).map(({ run }) => run) : []
    const board = name === undefined ? undefined : findBoard(await boards.list(), name).id
    const sweep = sweepName === undefined ? undefined : findSweep(await sweeps.list(), sweepName).id
    if (runs.length === 0 && board === undefined && sweep === undefined) {
      throw noneFits()
    }
    const task = `export ${process.pid}`
    const { checkpoints } = options
    const wish = { runs, board, sweep, checkpoints, path: path.resolve(options.to), task }
    const done = await withBundleProgress({ on: events.on, bundles }, task, () => bundles.export(wish))
    for (const note of done.notes) printError(`note: ${note}`)
    if (options.json) printJson(done)
    else print(`${counted(done.runs.length, 'run')} written to ${done.path} (${megabytes(done.bytes)} MB)`)
  })
}

/** `saccade import FILE`: takes in what a bundle holds. */
export function importBundle(file: string, options: CommonOptions): Promise<number> {
  return withAnyHost(options, async ({ api, on }) => {
    const task = `import ${process.pid}`
    const wish = { path: path.resolve(file), task }
    const come = await withBundleProgress({ on, bundles: api.bundles }, task, () => api.bundles.import(wish))
    if (options.json) printJson(come)
    else print(...come.runs.map(told), ...toldBoard(come), ...toldSweep(come))
    for (const { run, asksAboutScore } of come.runs) {
      if (asksAboutScore)
        printError(`note: run ${run} has a score of somebody's own; \`saccade trust ${run}\` shows it`)
    }
    return 0
  })
}

function told({ run, name, was, outcome, added }: ImportedRun): string {
  const more = added.length === 0 ? '' : `; new of it: ${added.join(', ')}`
  const renamed = was === run ? '' : ` (${was} in the bundle)`
  const what = { new: 'is new', known: 'was here already', restored: 'was deleted here, and is back' }[outcome]
  return `${run}  ${name}: ${what}${renamed}${more}`
}

function toldBoard({ board }: ImportedBundle): string[] {
  if (!board) return []
  return [`${board.board}  board “${board.name}”: ${board.outcome === 'new' ? 'is new' : 'was here already'}`]
}

function toldSweep({ sweep }: ImportedBundle): string[] {
  if (!sweep) return []
  const { sweep: id, name, outcome, joined, replaced, kept } = sweep
  const what = { new: 'is new', known: 'was here already', updated: 'is as far as the bundle now' }[outcome]
  const more = [
    joined > 0 ? `, with ${counted(joined, 'run')} that came` : '',
    replaced > 0 ? `; ${counted(replaced, 'run')} went on, and stay beside it as they were` : '',
    kept ? `, and stays as it is, since ${kept}` : '',
  ]
  return [`${id}  sweep “${name}”: ${what}${more.join('')}`]
}
