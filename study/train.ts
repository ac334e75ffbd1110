// Trains planned runs as the window and the command line do: through the host's queue, so many at a time.
import process from 'node:process'
import { configurationFor } from '../src/cli/run-parts.ts'
import { workerLauncher } from '../src/cli/worker-program.ts'
import { type Host, createHost } from '../src/host/host.ts'
import type { RunId, RunSummary } from '../src/shared/contract/runs.ts'
import { hasEnded } from '../src/shared/run-state.ts'
import type { PlannedRun } from './plan.ts'

/**
 * Trains what the data folder does not have yet, `jobs` at a time; a run that was cut off goes on where it was.
 * @throws when a run ends with anything but `finished`
 */
export async function trainMissing(folder: string, planned: readonly PlannedRun[], jobs: number): Promise<void> {
  const host = createHost({
    dataFolder: folder,
    launcher: workerLauncher(),
    mode: 'command line',
    concurrency: jobs,
    startQueued: false,
  })
  let closing = false
  const stop = () => {
    closing = true
    void host.close()
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const stored = new Map((await host.api.runs.list()).map((run) => [run.name, run]))
    const missing = planned.filter(({ name }) => stored.get(name)?.state !== 'finished')
    const left = [...missing.entries()]
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next && !closing; next = left.shift()) {
        const [index, { name }] = next
        console.log(`${index + 1} of ${missing.length}: ${name}`)
        await trainOne(host, next[1], stored.get(name))
      }
    }
    await Promise.all(Array.from({ length: jobs }, work))
  } finally {
    closing = true // the other jobs, where one has failed
    await host.close()
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

async function trainOne(host: Host, planned: PlannedRun, before: RunSummary | undefined): Promise<void> {
  const run = await queue(host, planned, before)
  const { state, reason } = await endOf(host, run)
  if (state !== 'finished') throw new Error(`${planned.name} (run ${run}) is ${state}: ${reason}`)
}

async function queue(host: Host, planned: PlannedRun, before: RunSummary | undefined): Promise<RunId> {
  if (before) {
    await host.api.runs.resume({ run: before.run })
    return before.run
  }
  const { preset, seed, name, task, settings } = planned
  const configuration = configurationFor(undefined, { preset, seed, name, task: task.id, set: settings })
  const { runs } = await host.api.runs.create({ configurations: [configuration] })
  const [run] = runs
  if (run === undefined) throw new Error(`${name} was not created`)
  return run
}

async function endOf(host: Host, run: RunId): Promise<RunSummary> {
  let off = () => {}
  const end = new Promise<RunSummary>((resolve) => {
    off = host.events.on('runs', ({ runs }) => {
      const summary = runs.find((one) => one.run === run && hasEnded(one.state))
      if (summary) resolve(summary)
    })
  })
  const now = await host.api.runs.get({ run })
  const ended = hasEnded(now.state) ? now : await end
  off()
  return ended
}
