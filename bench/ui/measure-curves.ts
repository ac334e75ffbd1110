import type { MetricName } from '../../src/shared/metrics.ts'
import { curvesAddress } from './boards.ts'
import { type HistoryName, cursorMetrics, runsOf } from './histories.ts'
import { type Bench, type Figure, type Measure, numbers, rounds, times } from './measure.ts'
import { type BenchPage, type Timed, openPage } from './page.ts'

/** So many points a curve at least tell that it was drawn, and not only its axes. */
const POINTS = 20
/** And so many in a part of it. */
const SEEN = 4
const LOSS: readonly MetricName[] = ['train/loss']

async function openCurves(bench: Bench, history: HistoryName): Promise<BenchPage> {
  return openPage(bench.browser, (await bench.serve(history)).url)
}

interface Drawing {
  /** From another page of the application. */
  readonly arrived: Timed
  readonly loaded: Timed
  /** MB when it was drawn. */
  readonly heap: number
}

function drawings(bench: Bench, page: BenchPage, address: string, points: number): Promise<Drawing[]> {
  return rounds(bench.sizes.rounds, async () => {
    const arrived = await page.arrived(address, points)
    const heap = await page.heap()
    await page.open(address)
    return { arrived, heap, loaded: await page.drawn(points) }
  })
}

function opened(drawn: readonly Drawing[], bound: number): Figure[] {
  return [
    times(
      'drawn',
      bound,
      drawn.map(({ arrived }) => arrived),
    ),
    times(
      'drawn, with the load of the application',
      null,
      drawn.map(({ loaded }) => loaded),
    ),
  ]
}

export const longCurves: Measure = {
  id: 'long',
  title: '50 runs × 100,000 steps overlaid',
  async run(bench) {
    const page = await openCurves(bench, 'long')
    const runs = runsOf('long', bench.sizes)
    const address = curvesAddress(runs, LOSS)
    const drawn = await drawings(bench, page, address, runs.length * POINTS)
    const zoomed = await rounds(bench.sizes.rounds, async () => {
      await page.open(address)
      await page.drawn(runs.length * POINTS)
      return page.redrawn(() => dragOver(page, 'train/loss', 0.4, 0.6), runs.length * SEEN)
    })
    await page.close()
    return [
      ...opened(drawn, 500),
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
    const page = await openCurves(bench, 'many')
    const runs = runsOf('many', bench.sizes)
    const address = curvesAddress(runs, LOSS)
    const drawn = await drawings(bench, page, address, runs.length * POINTS)
    const heaps = drawn.map(({ heap }) => heap)
    await page.close()
    return [...opened(drawn, 1500), numbers('memory of the page', 'MB', heaps, { bound: 150 })]
  },
}

export const bandsOfGroups: Measure = {
  id: 'groups',
  title: 'mean ± band of 10 groups of 10 runs × 10,000 steps',
  async run(bench) {
    const page = await openCurves(bench, 'groups')
    const address = curvesAddress(runsOf('groups', bench.sizes), LOSS, { by: 'all-but-seed' })
    const drawn = await drawings(bench, page, address, bench.sizes.groups.groups * POINTS)
    await page.close()
    return opened(drawn, 300)
  },
}

export const cursorMoves: Measure = {
  id: 'cursor',
  title: 'a move of the cursor, 12 charts × 12 runs',
  async run(bench): Promise<Figure[]> {
    const metrics = cursorMetrics(bench.sizes)
    const page = await openCurves(bench, 'cursor')
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
    const step = () => page.page.getByTestId('step').innerText()
    const before = await step()
    const stepped = await perMove(() => page.page.keyboard.press('ArrowRight'))
    if ((await step()) === before) throw new Error('The slider did not move')
    await page.page.keyboard.press('Home')
    const alone = await page.withoutPanels(() => perMove(() => page.page.keyboard.press('ArrowRight')))
    await page.close()
    return [
      numbers('main thread a move of the pointer', 'ms', hovered, { bound: 4 }),
      numbers('main thread a step of the slider', 'ms', stepped, { bound: 4 }),
      numbers('the same with the charts hidden', 'ms', alone),
      numbers('of which the measuring itself', 'ms', still),
    ]
  },
}
