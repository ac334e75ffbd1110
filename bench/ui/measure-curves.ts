import type { MetricName } from '../../src/shared/metrics.ts'
import { chosenMetrics, curvesAddress } from './boards.ts'
import { type HistoryName, cursorMetrics, runsOf } from './histories.ts'
import { type Bench, type Figure, type Measure, numbers, rounds, times } from './measure.ts'
import { type BenchPage, openPage } from './page.ts'

/** So many points a curve at least tell that it was drawn, and not only its axes. */
const POINTS = 20
const LOSS: readonly MetricName[] = ['train/loss']

async function openCurves(bench: Bench, history: HistoryName, metrics: readonly MetricName[]): Promise<BenchPage> {
  const page = await openPage(bench.browser, (await bench.serve(history)).url)
  await page.page.evaluate(chosenMetrics(metrics))
  return page
}

export const longCurves: Measure = {
  id: 'long',
  title: '50 runs × 100,000 steps overlaid',
  async run(bench) {
    const page = await openCurves(bench, 'long', LOSS)
    const runs = runsOf('long', bench.sizes)
    const address = curvesAddress(runs, LOSS)
    const drawn = await rounds(bench.sizes.rounds, async () => {
      await page.open(address)
      return page.drawn(runs.length * POINTS)
    })
    const zoomed = await rounds(bench.sizes.rounds, async () => {
      await page.open(address)
      await page.drawn(runs.length * POINTS)
      return page.redrawn(() => dragOver(page, 'train/loss', 0.4, 0.6))
    })
    await page.close()
    return [
      times('load to drawn', 500, drawn),
      times(
        'redraw on zoom',
        150,
        zoomed.map(({ first }) => first),
      ),
      times(
        'zoom to settled, finer points included',
        null,
        zoomed.map(({ last }) => last),
      ),
    ]
  },
}

/** Drags over a part of a chart's width, which zooms into it. */
async function dragOver({ page }: BenchPage, metric: MetricName, from: number, to: number): Promise<void> {
  const box = await page.getByTestId(`curve-${metric}`).locator('canvas').first().boundingBox()
  if (!box) throw new Error(`There is no chart of ${metric}`)
  const [y, x] = [box.y + box.height / 2, (share: number) => box.x + share * box.width]
  await page.mouse.move(x(from), y)
  await page.mouse.down()
  await page.mouse.move(x((from + to) / 2), y, { steps: 3 })
  await page.mouse.move(x(to), y, { steps: 3 })
  await page.mouse.up()
}

export const manyCurves: Measure = {
  id: 'all',
  title: 'all 1,000 runs in one comparison',
  async run(bench) {
    const page = await openCurves(bench, 'many', LOSS)
    const runs = runsOf('many', bench.sizes)
    const address = curvesAddress(runs, LOSS)
    const heaps: number[] = []
    const drawn = await rounds(bench.sizes.rounds, async () => {
      await page.open(address)
      const timed = await page.drawn(runs.length * POINTS)
      heaps.push(await page.heap())
      return timed
    })
    await page.close()
    return [times('load to curves drawn', 1500, drawn), numbers('memory of the page', 'MB', heaps, { bound: 150 })]
  },
}

export const bandsOfGroups: Measure = {
  id: 'groups',
  title: 'mean ± band of 10 groups of 10 runs × 10,000 steps',
  async run(bench) {
    const page = await openCurves(bench, 'groups', LOSS)
    const address = curvesAddress(runsOf('groups', bench.sizes), LOSS, { by: 'all-but-seed' })
    const drawn = await rounds(bench.sizes.rounds, async () => {
      await page.open(address)
      return page.drawn(bench.sizes.groups.groups * POINTS)
    })
    await page.close()
    return [times('load to drawn', 300, drawn)]
  },
}

export const cursorMoves: Measure = {
  id: 'cursor',
  title: 'a move of the cursor, 12 charts × 12 runs',
  async run(bench): Promise<Figure[]> {
    const metrics = cursorMetrics(bench.sizes)
    const page = await openCurves(bench, 'cursor', metrics)
    const runs = runsOf('cursor', bench.sizes)
    await page.open(curvesAddress(runs, metrics))
    await page.drawn(runs.length * POINTS)
    const { moves } = bench.sizes.cursor
    const box = await page.page
      .getByTestId(`curve-${metrics[0] ?? ''}`)
      .locator('canvas')
      .first()
      .boundingBox()
    const perMove = (act: (move: number) => Promise<void>) =>
      rounds(bench.sizes.rounds, async () => {
        const busy = await page.busyDuring(async () => {
          for (let move = 0; move < moves; move++) {
            await act(move)
            await page.page.evaluate('new Promise((done) => requestAnimationFrame(done))')
          }
        })
        return busy / moves
      })
    const still = await perMove(async () => undefined) // what waiting for a frame costs by itself
    const hovered = await perMove(async (move) => {
      if (box) await page.page.mouse.move(box.x + box.width * (0.1 + (0.8 * move) / moves), box.y + box.height / 2)
    })
    const slider = page.page.getByTestId('step-range')
    await page.page.mouse.move(0, 0)
    await slider.focus()
    await page.page.keyboard.press('Home')
    const stepped = await perMove(() => page.page.keyboard.press('ArrowRight'))
    await page.close()
    return [
      numbers('main thread a move of the pointer', 'ms', hovered, { bound: 4 }),
      numbers('main thread a step of the slider', 'ms', stepped, { bound: 4 }),
      numbers('of which the measuring itself', 'ms', still),
    ]
  },
}
