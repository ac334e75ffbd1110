import type { HostApi } from '../../../shared/contract/host.ts'
import type { RunId } from '../../../shared/contract/runs.ts'
import type { SweepSummary } from '../../../shared/contract/sweeps.ts'
import { counted } from '../../../shared/counted.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import type { Host } from '../../../host/host.ts'
import type { RunState } from '../../../shared/run-state.ts'
import { type CommonOptions, withHolder, withHost } from '../../context.ts'
import { EXIT } from '../../exit-codes.ts'
import { formatMetric } from '../../format.ts'
import { print, printError, printJson } from '../../output.ts'
import { onStopWish } from '../../stop-wish.ts'
import { closingOf, goesOn } from './closing.ts'

/**
 * Lets a sweep train: in the host that holds the data folder, or here, and then it is followed to its end.
 * @param begin makes the sweep, or lets it go on
 */
export async function train(
  options: CommonOptions,
  atOnce: number | null,
  begin: (api: HostApi) => Promise<SweepSummary>,
): Promise<number> {
  const handed = await withHolder(options, async ({ api }) => {
    // A host of the command line ends with the training that it was started for, and with all that trains beside it.
    if ((await api.system.info()).mode === 'command line') {
      throw new SaccadeError('locked', 'Another training of a terminal holds the data folder', {
        hint: 'Wait for its end, or train from the window or with `saccade serve`, which take any number of sweeps.',
      })
    }
    const sweep = await begin(api)
    if (options.json) printJson({ event: 'handed over', sweep })
    else {
      const { id, state } = sweep
      const now = state === 'running' ? `The Saccade that holds the data folder trains ${id}` : `${id} is ${state}`
      print(`${now}; saccade sweep status ${id} tells how far it is`)
    }
    return EXIT.done
  })
  return handed ?? withHost(options, (host) => follow(host, () => begin(host.api), options), atOnce)
}

async function follow(
  host: Host,
  begin: () => Promise<SweepSummary>,
  { json = false }: CommonOptions,
): Promise<number> {
  let over: (sweep: SweepSummary | null) => void = () => undefined
  const end = new Promise<SweepSummary | null>((resolve) => (over = resolve))
  const offSignals = onStopWish({
    first() {
      printError('Stopping after this step, each run with a checkpoint.')
      void host.close().finally(() => over(null))
    },
    second: () => undefined,
  })
  const begun = await begin()
  const { id, metric, runs } = begun
  const numbers = new Map<RunId, { number: number; label: string }>()
  const states = new Map<RunId, RunState>()
  for (const { run, number, label } of (await host.api.sweeps.get({ sweep: id })).plan)
    if (run !== null) numbers.set(run, { number, label })
  if (json) printJson({ event: 'started', sweep: id, runs })
  else print(`${id}: ${counted(runs, 'run')}`)

  const offEvents = host.events.onAny(({ name, payload }) => {
    if (name === 'runs') {
      for (const { run, state, reason, step, best } of payload.runs) {
        const of = numbers.get(run)
        if (!of || states.get(run) === state) continue
        states.set(run, state)
        if (json) printJson({ event: 'run', run, ...of, state, reason, step })
        else if (state !== 'starting' && state !== 'queued') {
          const value = best && best.metric === metric.name ? `, best ${formatMetric(metric.name, best.value)}` : ''
          print(`${of.number}/${runs} ${state} at step ${step}${value}: ${of.label}`)
          if (state === 'failed' && reason) print(`  ${reason}`)
        }
      }
    } else if (name === 'evaluation' && json) {
      const of = numbers.get(payload.run)
      if (of) printJson({ event: 'evaluation', run: payload.run, ...of, step: payload.step, metrics: payload.metrics })
    } else if (name === 'sweeps') {
      const now = payload.sweeps.find((one) => one.id === id)
      if (now && now.state !== 'running') over(now)
    }
  })
  const [now] = (await host.api.sweeps.list()).filter((one) => one.id === id)
  if (now && now.state !== 'running') over(now)
  const ended = await end
  await host.settled() // what files they were trained on is kept, too
  offEvents()
  offSignals()
  if (ended === null) {
    if (json) printJson({ event: 'finished', sweep: id, state: 'interrupted', reason: '', best: null, counts: null })
    else print(goesOn(id))
    return EXIT.stopped
  }
  const { state, reason, best, counts } = ended
  const { lines, code } = closingOf(ended)
  if (json) printJson({ event: 'finished', sweep: id, state, reason, best, counts })
  else print(...lines)
  return code
}
