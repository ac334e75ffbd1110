import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { prepareDesktop, type Desktop, type DesktopApp } from './desktop-app.ts'
import { chooseReverse, picture, pressForNewest, train, whenConnected, stepOfNewest, whenNewestIs } from './journey.ts'
import { isAlive } from './processes.ts'
import {
  ROUNDING,
  ask,
  copyTable,
  dragTo,
  farthest,
  lookAround,
  shown,
  subtract,
  told,
  trainSideBySide,
} from './scene.ts'
import { until } from './until.ts'

const prepared = await prepareDesktop()
if (typeof prepared === 'string') console.warn(`The tests in a window are skipped: ${prepared}.`)
const desktop = prepared as Desktop

describe.skipIf(typeof prepared === 'string')('in the desktop window', () => {
  let app: DesktopApp
  beforeAll(async () => {
    app = await desktop.launch()
    await whenConnected(app.page)
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(app.page, `failed-${task.name.replaceAll(/\W+/g, '-')}`)
  })
  afterAll(() => desktop.close())

  test('a training in a utility process whose host is killed can be resumed from its last evaluation', async () => {
    const { page } = app
    await chooseReverse(page, 4)
    await train(page, { presets: ['bigru-bahdanau'], steps: 100_000, batchSize: 8, evaluateEvery: 10 })
    await whenNewestIs(page, 'running')
    await until('a step after the first evaluation', async () => (await stepOfNewest(page)) > 10, 120_000)
    const [worker, ...others] = await trainingProcesses(app)
    expect(others).toEqual([])
    process.kill(await app.hostPid(), 'SIGKILL')
    await page.getByTestId('connection-lost').waitFor({ state: 'visible' })
    await until('the end of the worker', () => !isAlive(worker!))
    await whenConnected(page)
    await whenNewestIs(page, 'interrupted')
    const stored = await stepOfNewest(page)
    expect(stored).toBeGreaterThanOrEqual(10)
    await picture(page, 'desktop-5-interrupted')
    await pressForNewest(page, 'resume')
    await until('steps beyond the stored ones', async () => (await stepOfNewest(page)) > stored, 120_000)
    await pressForNewest(page, 'stop')
    await whenNewestIs(page, 'stopped')
    await until('the end of the training processes', async () => (await trainingProcesses(app)).length === 0)
  })

  test('one slider moves all runs, which answer a sentence of one’s own as a watched one, and are compared', async () => {
    const { page, complaints } = app
    const earlier = complaints.length // of the host that was killed
    await lookAround(page)
    const runs = await trainSideBySide(page, ['bigru-bahdanau', 'lstm-layerwise'], '1')
    const [first = '', second = ''] = runs
    await dragTo(page, runs, 0)
    const before = await shown(page)
    await dragTo(page, runs, 20)
    const after = await shown(page)
    after.drawings.forEach((drawing, i) => expect(drawing).not.toBe(before.drawings[i]))
    expect(after.values).not.toEqual(before.values)

    const watched = [await told(page, first), await told(page, second)]
    const { source = [], target = [] } = watched[0]?.table ?? {}
    await ask(page, runs, 20, [source.slice(0, -1).join(' '), target.slice(0, -1).join(' ')])
    for (const [i, run] of runs.entries()) {
      await until(`the answer of ${run}`, async () => (await told(page, run)).output === watched[i]?.output)
      const { table } = await told(page, run)
      expect(farthest(table, (t, s) => watched[i]?.table?.weights[t]?.[s])).toBeLessThanOrEqual(ROUNDING)
    }
    await subtract(page, second)
    const weight = (of: number, t: number, s: number) => watched[of]?.table?.weights[t]?.[s] ?? Number.NaN
    const difference = (t: number, s: number) => weight(0, t, s) - weight(1, t, s)
    await until('the difference', async () => farthest(await copyTable(page, first), difference) <= 2 * ROUNDING)
    await picture(page, 'desktop-6-scene')
    expect(complaints.slice(earlier)).toEqual([])
  })
})

/** Process ids of the utility processes that train, from Electron's own list. */
function trainingProcesses({ electron }: DesktopApp): Promise<number[]> {
  return electron.evaluate(({ app }) =>
    app
      .getAppMetrics()
      .filter(({ type, name }) => type === 'Utility' && name === 'Saccade training')
      .map(({ pid }) => pid),
  )
}
