import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findBuilt } from '../../src/cli/worker-program.ts'
import { createHost } from '../../src/host/host.ts'
import { serveHttp } from '../../src/server/serve-http.ts'
import { composeConfiguration } from '../../src/shared/config/compose.ts'
import { curvesAddress } from './boards.ts'
import { type Measure, numbers } from './measure.ts'
import { openPage } from './page.ts'
import { simulatedLauncher } from './simulated-worker.ts'

/** Of the hour, after which memory is looked at: after the first quarter the page has seen everything once. */
const LOOKS = { 'a quarter': 0.25, half: 0.5, 'three quarters': 0.75, 'all of it': 1 } as const
/** How long the page gets to draw what has come, before its memory is looked at, in milliseconds. */
const DRAWING = 1500
const METRICS = ['train/loss', 'train/gradient_norm', 'valid/loss', 'valid/exact_match'] as const

/** An hour of 8 runs with the clock as fast as the host stores: the page's memory after each quarter of it. */
export const hourOfTraining: Measure = {
  id: 'hour',
  title: 'an hour of live training of 8 runs, clock simulated',
  async run({ browser, sizes, scratch }) {
    const { runs, minutes, stepsPerSecond } = sizes.live
    const together = createMeeting(runs)
    const heaps: number[] = []
    const host = createHost({
      dataFolder: scratch(),
      mode: 'served',
      concurrency: runs,
      launcher: simulatedLauncher({
        minutes,
        stepsPerSecond,
        minuteDone: (minute) => together.meet(() => look(minute)),
      }),
    })
    const serving = await serveHttp({
      host,
      rendererFolder: path.dirname(findBuilt('renderer', 'index.html')),
      port: 0,
    })
    const page = await openPage(browser, serving.url)

    async function look(minute: number): Promise<void> {
      if (!Object.values(LOOKS).some((share) => minute === Math.ceil(minutes * share))) return
      await sleep(DRAWING)
      heaps.push(await page.heap())
    }

    try {
      const over = new Promise<void>((resolve, reject) => {
        let left = runs
        host.events.on('runs', ({ runs: told }) => {
          for (const { name, state, reason } of told) {
            if (state === 'failed' || state === 'interrupted') reject(new Error(`${name} is ${state}: ${reason}`))
            if (state === 'finished' && (left -= 1) === 0) resolve()
          }
        })
      })
      const configurations = Array.from({ length: runs }, (_, run) =>
        composeConfiguration({
          preset: 'bigru-plain',
          seed: run + 1,
          source: { kind: 'task', task: 'reverse' },
          assignments: [`training.steps=${minutes * 60 * stepsPerSecond}`],
        }),
      )
      const created = await host.api.runs.create({ configurations })
      await page.open(curvesAddress(created.runs, METRICS))
      await over
      const [early = NaN, late = NaN] = [heaps[0], heaps.at(-1)]
      return [
        ...Object.keys(LOOKS).map((name, i) => numbers(`memory after ${name}`, 'MB', [heaps[i] ?? NaN])),
        numbers('growth from the first quarter on', '%', [100 * (late / early - 1)], { bound: 10 }),
      ]
    } finally {
      await page.close()
      await serving.close()
      await host.close()
    }
  },
}

/** So many come together; when all are there the work is done once, and all go on. */
function createMeeting(count: number): { meet(work: () => Promise<void>): Promise<void> } {
  const waiting: (() => void)[] = []
  return {
    async meet(work) {
      if (waiting.length < count - 1) return new Promise((resolve) => waiting.push(resolve))
      await work()
      for (const goOn of waiting.splice(0)) goOn()
    },
  }
}
