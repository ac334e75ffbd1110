import type { RunSummary } from '../../shared/contract/runs.ts'
import { isActive } from '../../shared/run-state.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { print, printError, printJson } from '../output.ts'
import { formatTable } from '../table.ts'

/** `saccade queue`: what trains, and what waits in the order in which it will start. */
export function queue(options: CommonOptions): Promise<number> {
  return withReadingHost(options, async (host) => {
    const [{ atOnce, held, waiting }, runs] = [await host.queue.get(), await host.runs.list()]
    const byId = new Map(runs.map((run) => [run.run, run]))
    const active = runs.filter(({ state }) => isActive(state)).toReversed()
    const queued = waiting.flatMap((run) => byId.get(run) ?? [])
    if (options.json) {
      printJson({ atOnce, held, active: active.map(({ run }) => run), waiting: queued.map(({ run }) => run) })
      return
    }
    if (active.length + queued.length === 0) printError('Nothing trains and nothing waits.')
    else print(...formatTable(['PLACE', 'RUN', 'STATE', 'STEP', 'OF', 'NAME'], [...active, ...queued].map(row)))
    if (held) printError('The queue is held: nothing new starts until it goes on, in the window.')
  })
}

function row({ run, state, keepsPlace, step, steps, queuePosition, name }: RunSummary): (string | number)[] {
  return [queuePosition ?? '', run, keepsPlace ? `${state}, keeps its place` : state, step, steps, name]
}
