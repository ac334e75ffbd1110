import { mapsAddress } from './boards.ts'
import { type HistoryName, runsOf } from './histories.ts'
import { type Bench, type Figure, type Measure, numbers, rounds, times } from './measure.ts'
import { type BenchPage, openPage } from './page.ts'

/** Moves the slider by a step every frame to its end, from its beginning; tells how often the last map of the board changed. */
const SCRUB = `new Promise((resolve) => {
  const slider = document.querySelector('[data-testid="step-range"]')
  const map = [...document.querySelectorAll('[data-testid="maps"] article')].at(-1)
  const last = Number(slider.max)
  let [at, shown, changes] = [0, map.dataset.step, 0]
  const started = performance.now()
  const frame = () => {
    if (map.dataset.step !== shown) [shown, changes] = [map.dataset.step, changes + 1]
    if (at > last) return resolve({ moves: last, changes, seconds: (performance.now() - started) / 1000 })
    slider.value = String(at++)
    slider.dispatchEvent(new Event('input', { bubbles: true }))
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
})`

interface Scrub {
  readonly moves: number
  readonly changes: number
  readonly seconds: number
}

/** Maps drawn a second, and milliseconds of the main thread a move. */
async function scrub(page: BenchPage): Promise<{ frames: number; work: number }> {
  let done: Scrub = { moves: 1, changes: 0, seconds: 1 }
  const work = await page.busyDuring(async () => {
    done = await page.page.evaluate<Scrub>(SCRUB)
  })
  return { frames: done.changes / done.seconds, work: work / done.moves }
}

function scrubs(
  id: string,
  history: HistoryName,
  title: string,
  bound: { frames: number; work: number | null },
): Measure {
  return {
    id,
    title,
    async run(bench) {
      const page = await openPage(bench.browser, (await bench.serve(history)).url)
      const address = mapsAddress(runsOf(history, bench.sizes))
      const runs = runsOf(history, bench.sizes).length
      const cold: { frames: number; work: number }[] = []
      const warm: { frames: number; work: number }[] = []
      const hidden: { frames: number; work: number }[] = []
      for (let round = 0; round < bench.sizes.rounds; round++) {
        await page.painted(address, runs)
        cold.push(await scrub(page))
        await page.heardAll()
        warm.push(await scrub(page))
        hidden.push(await page.withoutPanels(() => scrub(page)))
      }
      await page.close()
      const frames = (of: typeof cold) => of.map((one) => one.frames)
      const work = (of: typeof cold) => of.map((one) => one.work)
      return [
        numbers('all maps drawn anew', 'frames/s', frames(warm), { bound: bound.frames, better: 'higher' }),
        numbers('main thread a move', 'ms', work(warm), { bound: bound.work }),
        numbers('the same with the maps hidden', 'ms', work(hidden)),
        numbers('the first time over, asking the host', 'frames/s', frames(cold), { better: 'higher' }),
        numbers('the first time over, main thread a move', 'ms', work(cold)),
      ]
    },
  }
}

export const mapsScrubbed = scrubs('maps', 'maps-60', 'scrubbing 8 maps of 60 × 60', { frames: 55, work: 4 })
export const largeMapsScrubbed = scrubs('large-maps', 'maps-120', 'scrubbing 12 maps of 120 × 120', {
  frames: 30,
  work: null,
})

function opens(id: string, history: HistoryName, title: string, bound: number): Measure {
  return {
    id,
    title,
    async run(bench: Bench): Promise<Figure[]> {
      const page = await openPage(bench.browser, (await bench.serve(history)).url)
      const runs = runsOf(history, bench.sizes)
      const opened = await rounds(bench.sizes.rounds, () => page.painted(mapsAddress(runs), runs.length))
      await page.close()
      return [times('drawn', bound, opened)]
    },
  }
}

export const hugeMapOpens = opens('huge-map', 'map-512', 'a map of 512 × 512', 200)
export const manyMapsOpen = opens('24-maps', 'maps-24', '24 maps of 20 × 20', 400)
