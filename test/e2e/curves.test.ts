/** What a researcher does with curves: zoom to a spike, average over seeds, pin a step, read without a mouse. */
import { readFileSync } from 'node:fs'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../src/host/storage/database.ts'
import { insertMetrics } from '../../src/host/storage/metrics.ts'
import { writePreference } from '../../src/host/storage/preferences.ts'
import { insertRun } from '../../src/host/storage/runs.ts'
import { layOut } from '../../src/host/folder/data-folder.ts'
import { parseConfiguration } from '../../src/shared/config/check.ts'
import { composeConfiguration } from '../../src/shared/config/compose.ts'
import { prepareHistory } from '../support/prepared-history.ts'
import { violationsOf } from './accessibility.ts'
import { openBoard, picture, whenConnected } from './journey.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'
import { HISTORY, SEEDS } from './window-history.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

/** A run with a spike of one step among many. */
const [LONG = '', LENGTH, SPIKE] = [SEEDS[0], 40_000, 23_456]
const LIVE = 'rlive2'

/** A small run that trains until it is stopped, once the queue is let go on. */
function queueLive(database: Database): void {
  const model = ['encoder', 'decoder'].flatMap((side) => [`model.${side}.hidden=8`, `model.${side}.layers=1`])
  const small = [...model, 'training.batchSize=2', 'data.source.maximumLength=4', 'data.source.trainPairs=100']
  const long = ['training.steps=1000000', 'evaluation.every=10', 'evaluation.pairs=2', 'engine.compile=never']
  const source = { kind: 'task', task: 'reverse' }
  const configuration = parseConfiguration(
    composeConfiguration({ preset: 'bigru-bahdanau', seed: 9, source, assignments: [...small, ...long] }),
  )
  insertRun(database, { id: LIVE, name: 'live', dataName: 'reverse', configuration }, Date.UTC(2026, 2, 10))
  writePreference(database, 'queue', { held: true })
}

describe.skipIf(typeof opened === 'string')('curves', () => {
  let app: ServedApp
  let page: Page

  beforeAll(async () => {
    app = await serveApp((dataFolder) => {
      prepareHistory(dataFolder, HISTORY)
      const database = openDatabase(layOut(dataFolder).database)
      const rows = Array.from({ length: LENGTH }, (_, step) => ({
        step,
        metrics: { 'train/gradient_norm': step === SPIKE ? 90 : 1 + Math.sin(step / 500) / 2 },
      }))
      insertMetrics(database, LONG, rows)
      // Lost, found and lost again, oftener than there are words for.
      const found = [0.01, NaN, 0.02, Infinity, 0.03, -Infinity, 0.02, NaN, 0.01, NaN, NaN, 0.01]
      insertMetrics(
        database,
        'rnan22',
        found.map((rate, i) => ({ step: i * 50, metrics: { 'train/learning_rate': rate } })),
      )
      queueLive(database)
      database.close()
    })
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true })).newPage()
    await page.addInitScript(`(() => {
      const { set, ...rest } = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, 'width')
      globalThis.canvasWidths = []
      Object.defineProperty(HTMLCanvasElement.prototype, 'width', {
        ...rest, set(width) { if (this.width !== width) canvasWidths.push(width); set.call(this, width) },
      })
    })()`)
    await page.goto(app.url)
    await whenConnected(page)
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(page, `failed-${task.name.replaceAll(/\W+/g, '-')}`)
  })
  afterAll(async () => {
    await browser.close()
    await app.close()
  })

  async function compare(runs: readonly string[], board: object = {}, options: object = {}): Promise<void> {
    const panels = [{ id: 'curves', kind: 'curves', width: 12, height: 340, options }]
    await page.goto('about:blank') // so that nothing of the board before is taken for this one's
    await openBoard(page, app.url, { runs: runs.map((run) => ({ run })), panels, ...board })
    await page.getByTestId('curves').waitFor()
    await until('the curves', async () => (await page.getByTestId('curves').locator('.nothing').count()) === 0)
  }

  const chart = (metric: string) => page.getByTestId(`curve-${metric}`)
  const stage = (metric: string) => chart(metric).getByRole('group')
  const step = () => page.getByTestId('step').innerText()
  const values = (metric: string) => chart(metric).getByTestId('curve-values')
  const hair = (metric: string) => chart(metric).getByTestId('curve-hair')

  async function over(metric: string, x: number, y: number): Promise<{ x: number; y: number }> {
    const box = await boxOf(chart(metric).locator('canvas').first())
    return { x: box.x + x * box.width, y: box.y + y * box.height }
  }
  async function drag(metric: string, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
    const [start, end] = [await over(metric, ...from), await over(metric, ...to)]
    await page.mouse.move(start.x, start.y)
    await page.mouse.down()
    await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 })
    await page.mouse.move(end.x, end.y, { steps: 4 })
    await page.mouse.up()
  }

  it('show a spike of one step, and finer points around it on zoom', async () => {
    const smoothing = { kind: 'none' }
    const norm = 'train/gradient_norm'
    const near = { min: SPIKE - 50, max: SPIKE + 50 }
    await compare([LONG], {}, { charts: [{ metric: norm }], smoothing, range: near })
    await stage(norm).focus()
    await page.keyboard.press('Home')
    let seen = ''
    for (let i = 0; i < 75 && !seen.includes('90'); i += 1) {
      await page.keyboard.press('ArrowRight')
      seen = await values(norm).innerText()
    }
    expect(stepIn(seen)).toBe(SPIKE)
    await compare([LONG], {}, { charts: [{ metric: norm }], smoothing })
    expect(page.url()).not.toContain('range')
    for (const x of [0.586, 0.5, 0.5, 0.5, 0.5, 0.5]) await drag(norm, [Math.max(x - 0.08, 0.02), 0.5], [x + 0.08, 0.5])
    await until('a zoom in the address', () => page.url().includes('range'))
    await page.getByTestId('reset-zoom').waitFor()
    // So near, every step is a point: neighbouring ones can be read.
    await until('single steps', async () => {
      await stage(norm).focus()
      await page.keyboard.press('Home')
      const first = stepIn(await values(norm).innerText())
      await page.keyboard.press('End')
      return stepIn(await values(norm).innerText()) - first < 2_000
    })
    await page.reload()
    await page.getByTestId('reset-zoom').waitFor()
    const middle = await over(norm, 0.5, 0.5)
    await page.mouse.dblclick(middle.x, middle.y)
    await until('the whole curve', async () => (await page.getByTestId('reset-zoom').count()) === 0)
  })

  it('have a band over groups, of a kind that is chosen and kept in the address', async () => {
    const runs = HISTORY.slice(0, 8).map(({ id }) => id)
    await compare(runs, { grouping: { by: 'all-but-seed' } })
    const at = await over('valid/exact_match', 0.5, 0.5)
    await page.mouse.move(at.x, at.y)
    await hair('valid/exact_match').waitFor()
    expect(await values('valid/exact_match').textContent()).toMatch(
      /mean ± standard deviation[^]*bigru-bahdanau \(4\)[\d. %]+±[\d. %]+[^]*bigru-plain \(4\)/,
    )
    const look = async () =>
      (await chart('valid/exact_match').locator('canvas').first().screenshot()).toString('base64')
    await page.mouse.move(5, 5)
    const deviation = await look()
    await page.getByTestId('band').selectOption('range')
    await until('another band', async () => (await look()) !== deviation)
    expect(decodeURIComponent(page.url())).toContain('"band":"range"')
    await page.goBack()
    await until('the band before', async () => (await page.getByTestId('band').inputValue()) === 'deviation')
  })

  it('pin the step by a click, and by no drag nor double click', async () => {
    await compare(SEEDS)
    const before = await step()
    await drag('train/loss', [0.3, 0.5], [0.7, 0.5])
    await page.getByTestId('reset-zoom').first().waitFor()
    const middle = await over('train/loss', 0.5, 0.5)
    await page.mouse.dblclick(middle.x, middle.y)
    await until('the whole curve', async () => (await page.getByTestId('reset-zoom').count()) === 0)
    await drag('train/loss', [0.5, 0.2], [0.5, 0.8])
    await until('one chart zoomed upright', async () => (await page.getByTestId('reset-zoom').count()) === 1)
    await page.waitForTimeout(400) // a click acts when it cannot become a double one any more
    expect(await step()).toBe(before)
    await page.mouse.click(middle.x, middle.y)
    await until('another step', async () => (await step()) !== before)
  })

  it('are read, chosen, zoomed and opened by the keyboard, and a chart moved, removed and brought back', async () => {
    await compare(SEEDS)
    await stage('train/loss').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    const spoken = chart('train/loss').locator('[aria-live]')
    await until('the first step to be spoken', async () =>
      /^step 0: seed \d [\d.]+$/.test((await spoken.textContent()) ?? ''),
    )
    await page.keyboard.press('+')
    await page.getByTestId('reset-zoom').first().waitFor()
    await page.keyboard.press('0')
    await until('the whole curve', async () => (await page.getByTestId('reset-zoom').count()) === 0)
    await page.getByTestId('chart-grip').first().focus()
    await page.keyboard.press('ArrowRight')
    const order = () =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('[data-testid="curves"] figure')].map((one) => one.dataset.testid)`,
      )
    await until('another order', async () => (await order())[0] === 'curve-valid/exact_match')
    await page.getByTestId('chart-menu').first().click()
    await page.getByTestId('chart-remove').locator('visible=true').click()
    await until('a chart less', async () => (await order()).length === 2)
    await page.getByRole('button', { name: 'Undo' }).click()
    await until('it is back', async () => (await order()).length === 3)
    await stage('train/loss').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('h')
    const line = page.getByTestId('open-line').first()
    await until('the line to be named', async () => /seed \d/.test(await line.innerText()))
    await page.keyboard.press('o')
    await until('the page of the run', () => /\/runs\/rc\d222/.test(page.url()))
    await page.goBack()
    await page.getByTestId('curves').waitFor()
  })

  it('have their values beside them, at the cursor or where is read, best first, and each leads to its run', async () => {
    await compare(SEEDS)
    const told = async () => ({
      at: stepIn(await values('valid/exact_match').innerText()),
      all: (await values('valid/exact_match').locator('.num').allInnerTexts()).map((text) => parseFloat(text)),
    })
    const rest = await told()
    expect(rest.at).toBe(Number((await step()).replaceAll(/\D/g, '')))
    expect(rest.all).toEqual([...rest.all].sort((a, b) => b - a))
    const at = await over('valid/exact_match', 0.3, 0.2)
    await page.mouse.move(at.x, at.y)
    await until('the values of where is pointed', async () => (await told()).at < rest.at / 2)
    const read = await told()
    expect(read.all).toHaveLength(SEEDS.length)
    expect(read.all[0]).toBeLessThan(rest.all[0] ?? NaN)
    await page.mouse.move(5, 5)
    await until('the values of the cursor', async () => (await told()).at === rest.at)
    await values('valid/exact_match').getByRole('link').first().click()
    await until('the page of the run', () => /\/runs\/rc\d222/.test(page.url()))
    await page.goBack()
    await page.getByTestId('curves').waitFor()
  })

  it('lie over another metric, and are saved as picture, drawing and table', async () => {
    await compare(SEEDS, {}, { charts: [{ metric: 'valid/exact_match', over: 'valid/loss' }] })
    await chart('valid/exact_match').getByText('Exact match over Validation loss').waitFor()
    // Values that come do not push the curves aside, which would then be drawn twice.
    await values('valid/exact_match')
      .getByRole('link')
      .nth(SEEDS.length - 1)
      .waitFor()
    expect(await values('valid/exact_match').getAttribute('class')).toContain('beside')
    expect(await page.evaluate('canvasWidths.length')).toBe(1)
    for (const as of ['png', 'svg', 'csv']) {
      await page.getByTestId('chart-menu').focus()
      await page.keyboard.press('Enter')
      await until(
        'the focus in the menu',
        async () => (await page.evaluate('document.activeElement.dataset.testid')) === 'chart-over',
      )
      const coming = page.waitForEvent('download')
      await page.getByTestId(`save-${as}`).locator('visible=true').click()
      const file = await (await coming).path()
      const head = readFileSync(file).subarray(0, 60).toString('latin1')
      const begins = { png: '\u0089PNG', svg: '<svg ', csv: 'run,label,metric,step,valid/loss,value,smoothed\r\n' }[as]
      expect(head.startsWith(begins ?? ' '), as).toBe(true)
      await page.keyboard.press('Escape')
      expect(await page.evaluate('document.activeElement.dataset.testid')).toBe('chart-menu')
    }
  })

  it('say which runs have nothing, and where values were lost; nothing keeps anybody out', async () => {
    const charts = ['train/loss', 'train/gradient_norm', 'train/learning_rate'].map((metric) => ({ metric }))
    await compare(['rnan22', LONG], {}, { charts })
    expect(await chart('train/loss').getByTestId('broken').textContent()).toContain('NaN from step 500')
    expect(await chart('train/learning_rate').getByTestId('broken').textContent()).toContain(
      '5 times: NaN from step 50, ∞ from step 150, −∞ from step 250, …',
    )
    await picture(page, 'curves-broken')
    expect(await chart('train/gradient_norm').getByTestId('curve-notes').textContent()).toContain('was not logged by')
    await page.getByTestId('axis-tokens').click()
    await until('words on the axis', async () =>
      ((await chart('train/loss').getByTestId('curve-notes').textContent()) ?? '').includes(
        'Tokens were not logged by',
      ),
    )
    await chart('train/loss').getByText('No values', { exact: true }).waitFor() // nor will there be any
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      expect(await violationsOf(page, { rules: scheme === 'light' ? 'levels' : 'colours' })).toEqual([])
    }
  })

  it('leave zoom, cursor, places and selection alone while a run trains', async () => {
    await page.getByTestId('nav-queue').click()
    await page.getByTestId('queue-go-on').click()
    await compare([...SEEDS.slice(1), LIVE], {
      panels: [
        { id: 'curves', kind: 'curves', width: 12, height: 340, options: {} },
        { id: 'values', kind: 'values', width: 12, height: 900, options: {} },
      ],
    })
    const range = page.getByTestId('step-range')
    const kept = async () => Number(await range.getAttribute('max'))
    const grown = async (by: number) => {
      const before = await kept()
      await until(`${by} more evaluations`, async () => (await kept()) >= before + by, 120_000)
    }
    await grown(2)
    await drag('train/loss', [0.3, 0.5], [0.7, 0.5])
    await page.getByTestId('reset-zoom').first().waitFor()
    await drag('train/loss', [0.5, 0.2], [0.5, 0.8])
    const middle = await over('valid/exact_match', 0.5, 0.5)
    await page.mouse.click(middle.x, middle.y)
    await until(
      'a pinned step',
      async () => (await page.getByTestId('follow').getAttribute('aria-pressed')) === 'false',
    )
    await stage('train/loss').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await page.evaluate(`(${scrolled})(document.querySelector('[data-testid="curves"]'), 40)`)
    const board = async () => ({
      zoom: /range[^,]*,[^,]*/.exec(decodeURIComponent(page.url()))?.[0],
      zoomed: await page.getByTestId('reset-zoom').count(),
      step: await step(),
      cursor: await chart('train/loss').locator('.hair.cursor').getAttribute('style'),
      // Where the reading is and how high: both scales.
      reading: await hair('train/loss').getAttribute('style'),
      dots: await chart('train/loss').locator('.dots.ring').getAttribute('d'),
      spoken: await chart('train/loss').locator('[aria-live]').textContent(),
      focus: await page.evaluate('document.activeElement.closest("figure").dataset.testid'),
      scrolled: await page.evaluate(`(${scrolled})(document.querySelector('[data-testid="curves"]'))`),
    })
    const before = await board()
    expect(before).toMatchObject({ zoom: expect.any(String), scrolled: 40, focus: 'curve-train/loss' })
    await grown(3)
    expect(await board()).toEqual(before)

    await page.getByTestId('nav-runs').click()
    const live = page.getByTestId(`run-${LIVE}`).getByTestId('run-state').locator('.steps')
    const steps = async () => Number((/^[\d\u202f]+/.exec(await live.innerText())?.[0] ?? '').replaceAll('\u202f', ''))
    for (const run of [LIVE, ...SEEDS]) await page.getByTestId(`run-${run}`).getByRole('checkbox').click()
    await page.evaluate(`(${scrolled})(document.querySelector('[data-testid="runs-table"] tbody'), 90)`)
    const table = async () => ({
      selected: await page.getByTestId('selection-bar').locator('strong').innerText(),
      ticked: await page.getByTestId('runs-table').locator('tbody input:checked').count(),
      focus: await page.evaluate('document.activeElement.closest("tr").dataset.testid'),
      scrolled: await page.evaluate(`(${scrolled})(document.querySelector('[data-testid="runs-table"] tbody'))`),
    })
    const [seen, at] = [await table(), await steps()]
    expect(seen).toMatchObject({ selected: '5 runs selected', ticked: 5, scrolled: 90 })
    await until('more steps', async () => (await steps()) > at + 20, 120_000)
    expect(await table()).toEqual(seen)
    await page.getByRole('button', { name: 'Select nothing' }).click()
  })
})

/** How far is scrolled what an element stands in; scrolls it where told to. */
const scrolled = `(element, to) => {
  while (!(element.scrollHeight > element.clientHeight && /auto|scroll/.test(getComputedStyle(element).overflowY))) element = element.parentElement
  if (to !== undefined) element.scrollTop = to
  return element.scrollTop
}`

function stepIn(text: string): number {
  return Number((/step ([\d\u202f]+)/.exec(text)?.[1] ?? 'NaN').replaceAll('\u202f', ''))
}

async function boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox()
  if (!box) throw new Error('It is not there to be measured')
  return box
}
