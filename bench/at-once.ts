// node bench/at-once.ts: the same runs two at a time and one after the other, in turns, through the host's queue.
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { configurationFor } from '../src/cli/run-parts.ts'
import { workerLauncher } from '../src/cli/worker-program.ts'
import { createHost } from '../src/host/host.ts'
import { hasEnded } from '../src/shared/run-state.ts'
import { median } from './statistics.ts'

const { values } = parseArgs({
  options: {
    presets: { type: 'string', default: 'bigru-bahdanau,luong-dot' },
    task: { type: 'string', default: 'reverse' },
    steps: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '3' },
  },
})
const presets = values.presets.split(',')
const AT_ONCE = [1, presets.length]

/** Seconds from the wish to the end of all runs, each with its share of the cores. */
async function trainAll(atOnce: number): Promise<number> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'saccade-at-once-'))
  const host = createHost({ dataFolder, launcher: workerLauncher(), mode: 'command line', concurrency: atOnce })
  try {
    const left = new Set<string>()
    const end = new Promise<void>((resolve, reject) => {
      host.events.on('runs', ({ runs }) => {
        for (const { run, name, state, reason } of runs) {
          if (!hasEnded(state)) continue
          if (state !== 'finished') reject(new Error(`${name} is ${state}: ${reason}`))
          left.delete(run)
        }
        if (left.size === 0) resolve()
      })
    })
    const from = performance.now()
    const set = [`training.steps=${values.steps}`, 'training.earlyStopping.patience=0']
    const configurations = presets.map((preset) =>
      configurationFor(undefined, { preset, task: values.task, seed: 1, set }),
    )
    for (const run of (await host.api.runs.create({ configurations })).runs) left.add(run)
    await end
    return (performance.now() - from) / 1000
  } finally {
    await host.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores; ${values.presets}, ${values.steps} steps of ${values.task}`,
)
const seconds = new Map<number, number[]>(AT_ONCE.map((atOnce) => [atOnce, []]))
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const atOnce of AT_ONCE) {
    const load = loadavg()[0]?.toFixed(1) ?? '?'
    const taken = await trainAll(atOnce)
    seconds.get(atOnce)?.push(taken)
    console.log(`round ${round}, ${atOnce} at a time: ${taken.toFixed(1)} s (load before: ${load})`)
  }
}
for (const [atOnce, all] of seconds)
  console.log(
    `${atOnce} at a time: ${median(all).toFixed(1)} s in the middle, ${Math.min(...all).toFixed(1)} s at best`,
  )
process.exitCode = 0
