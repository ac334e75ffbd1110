import { type JsonObject, isJsonObject } from '../../../shared/config/assign.ts'
import type { HostApi } from '../../../shared/contract/host.ts'
import type { SweepId, SweepSummary } from '../../../shared/contract/sweeps.ts'
import { counted } from '../../../shared/counted.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import { parseSeeds } from '../../../shared/seed-list.ts'
import { type Expansion, expandSweep } from '../../../shared/sweeps/expand.ts'
import { readSweep } from '../../../shared/sweeps/read-sweep.ts'
import type { Sweep } from '../../../shared/sweeps/sweep.ts'
import { type CommonOptions, withAnyHost, withReadingHost } from '../../context.ts'
import { print, printError, printJson } from '../../output.ts'
import { openSweep } from './files.ts'
import { findSweep } from './find.ts'
import { train } from './follow.ts'
import { whatIsNoRun } from './plan.ts'
import { describe } from './status.ts'

type Named = string | undefined

function change(
  named: Named,
  options: CommonOptions,
  work: (api: HostApi, sweep: SweepId) => Promise<SweepSummary>,
): Promise<number> {
  return withAnyHost(options, async ({ api }) => {
    const now = await work(api, findSweep(await api.sweeps.list(), named).id)
    if (options.json) printJson(now)
    else print(...describe(now))
    return 0
  })
}

/** `saccade sweep pause [SWEEP]` */
export const sweepPause = (named: Named, options: CommonOptions) =>
  change(named, options, (api, sweep) => api.sweeps.pause({ sweep }))

/** `saccade sweep stop [SWEEP]` */
export const sweepStop = (named: Named, options: CommonOptions) =>
  change(named, options, (api, sweep) => api.sweeps.stop({ sweep }))

/** `saccade sweep detach SWEEP`: nothing comes in from its folder any more. */
export const sweepDetach = (named: string, options: CommonOptions) =>
  change(named, options, (api, sweep) => api.sweeps.detach({ sweep }))

/** `saccade sweep forget SWEEP`: its runs stay. */
export function sweepForget(named: string, options: CommonOptions): Promise<number> {
  return withAnyHost(options, async ({ api }) => {
    const { id, name } = findSweep(await api.sweeps.list(), named)
    await api.sweeps.remove({ sweep: id })
    if (options.json) printJson({ sweep: id })
    else print(`“${name}” (${id}) is forgotten; its runs stay`)
    return 0
  })
}

export interface ResumeOptions extends CommonOptions {
  readonly failed?: boolean
}

/** `saccade sweep resume [SWEEP]`: in the host that holds the data folder, or here; what Slurm trains is handed to it once more. */
export async function sweepResume(named: Named, { failed = false, ...options }: ResumeOptions): Promise<number> {
  const { id, json, tasks } = await stored(named, options)
  if (tasks && tasks.open > 0) return change(id, options, (api, sweep) => api.sweeps.resume({ sweep, failed }))
  return train(options, readSweep(json).budget.atOnce ?? null, (api) => api.sweeps.resume({ sweep: id, failed }))
}

export interface ExtendOptions extends CommonOptions {
  readonly seeds?: string
  readonly draws?: number
  readonly runs?: number
  readonly steps?: number
  readonly atOnce?: number
}

/** `saccade sweep extend SWEEP [FILE]`: what is new in the file, or in what is changed of the stored one, is trained too. */
export async function sweepExtend(named: string, file: Named, options: ExtendOptions): Promise<number> {
  const { seeds, draws, runs, steps, atOnce } = options
  if ([file, seeds, draws, runs, steps, atOnce].every((said) => said === undefined)) {
    throw new SaccadeError('bad-usage', 'Nothing says what the sweep is to have', {
      hint: 'Give a file, or --seeds, --draws, --runs, --steps or --at-once.',
    })
  }
  const { id, json, runs: before, tasks } = await stored(named, options)
  const wanted = changed(file === undefined ? json : openSweep(file).json, options)
  const sweep = readSweep(wanted)
  return train(options, sweep.budget.atOnce ?? null, async (api) => {
    const now = await api.sweeps.extend({ id, sweep: wanted })
    printError(...whatIsNew(now.runs - before, expandSweep(sweep)))
    if (tasks && now.runs > before) printError(`Trained on this machine; those before came from ${tasks.folder}.`)
    return now
  })
}

/** Of a sweep that was extended to these runs. */
function whatIsNew(count: number, { runs, beyond }: Expansion): string[] {
  const news =
    count > 0
      ? `${counted(count, 'run is', 'runs are')} new.`
      : `No run is new: the sweep has ${runs.length === 1 ? 'the one' : `all ${runs.length}`} already.`
  return [news, ...whatIsNoRun({ beyond })]
}

interface Stored {
  readonly id: SweepId
  readonly json: JsonObject
  /** How many it has. */
  readonly runs: number
  /** Those of a folder, with how many are yet to come; null where all of it trains here. */
  readonly tasks: SweepSummary['tasks']
}

async function stored(named: Named, options: CommonOptions): Promise<Stored> {
  const found: Stored[] = []
  await withReadingHost(options, async ({ sweeps }) => {
    const { id } = findSweep(await sweeps.list(), named)
    const { sweep, runs, tasks } = await sweeps.get({ sweep: id })
    found.push({ id, json: sweep, runs, tasks })
  })
  const [only] = found
  if (only) return only
  throw new SaccadeError('not-found', 'There is no sweep')
}

function changed(json: JsonObject, { seeds, draws, runs, steps, atOnce }: ExtendOptions): JsonObject {
  const sweep = readSweep(json)
  const random = sweep.axes.some(({ kind }) => kind === 'random')
  if (draws !== undefined && !random) {
    throw new SaccadeError('bad-usage', '--draws needs an axis of the kind random', {
      hint: 'Give a file with further axes instead.',
    })
  }
  const more = seeds === undefined ? [] : readSeeds(seeds)
  const budget = {
    ...sweep.budget,
    ...(runs !== undefined && { runs }),
    ...(steps !== undefined && { steps }),
    ...(atOnce !== undefined && { atOnce }),
  }
  const result: unknown = JSON.parse(
    JSON.stringify({
      ...sweep,
      budget,
      ...(more.length > 0 && { seeds: [...new Set([...(sweep.seeds ?? [seedOf(sweep)]), ...more])] }),
      axes: sweep.axes.map((axis) =>
        axis.kind === 'random' && draws !== undefined ? { ...axis, count: draws } : axis,
      ),
    }),
  )
  return isJsonObject(result) ? result : json
}

/** That of the runs of a sweep that says none. */
function seedOf(sweep: Sweep): number {
  const [first] = expandSweep(sweep).runs
  if (!first) throw new Error('an expansion has a run')
  return first.configuration.seed
}

function readSeeds(text: string): number[] {
  const list = parseSeeds(text)
  if (list.ok) return list.seeds
  throw new SaccadeError('bad-usage', `--seeds cannot be read: ${list.message}`)
}
