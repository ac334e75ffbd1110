/** The whole scene that the workbench is for, by mouse and keys, on runs that are trained in it. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { picture, whenConnected } from './journey.ts'
import {
  PAIRS,
  ROUNDING,
  ask,
  copyTable,
  dragTo,
  farthest,
  lookAround,
  ofAll,
  shown,
  subtract,
  subtractNothing,
  told,
  trainSideBySide,
  whenAnswered,
  whenAt,
} from './scene.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

const PRESETS = ['bigru-plain', 'lstm-layerwise', 'luong-local-p']
const SEEDS = 2

describe.skipIf(typeof opened === 'string')('the whole scene', () => {
  let app: ServedApp
  let page: Page
  let runs: readonly string[] = []
  let attending: readonly string[] = []
  const complaints: string[] = []

  beforeAll(async () => {
    app = await serveApp()
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(String(error)))
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

  it('a dataset is looked at, runs are trained, and maps appear beside their growing curves', async () => {
    await lookAround(page)
    runs = await trainSideBySide(page, PRESETS, `1-${SEEDS}`)
    expect(runs).toHaveLength(PRESETS.length * SEEDS)
    const canvases = await Promise.all(
      runs.map((run) => page.getByTestId(`map-${run}`).getByTestId('attention-map').count()),
    )
    attending = runs.filter((_, i) => canvases[i] === 1)
    expect(attending).toHaveLength(2 * SEEDS)
  })

  it('one slider moves maps, outputs, values and the cursor of the curves together, there and back', async () => {
    await dragTo(page, runs, 20)
    const before = await shown(page)
    await dragTo(page, runs, 0)
    const first = await shown(page)
    for (const part of ['drawings', 'outputs', 'values', 'cursors'] as const) {
      expect(before[part].length, part).toBeGreaterThan(0)
      expect(first[part], part).toHaveLength(before[part].length)
      expect(first[part], part).not.toEqual(before[part])
    }
    first.drawings.forEach((drawing, i) => expect(drawing).not.toBe(before.drawings[i]))
    await dragTo(page, runs, 20)
    await expect.poll(() => shown(page)).toEqual(before)
  })

  it('a sentence of one’s own is answered by every run as a watched one, at every kept step', async () => {
    const [first = ''] = attending
    const { source, target } = await copyTable(page, first)
    const sentence = [source.slice(0, -1).join(' '), target.slice(0, -1).join(' ')] as const
    const watched = new Map<string, Awaited<ReturnType<typeof told>>>()
    for (const step of [20, 10]) {
      await dragTo(page, runs, step)
      for (const run of runs) watched.set(`${run} ${step}`, await told(page, run))
    }
    await ask(page, runs, 10, sentence)
    for (const step of [10, 20]) {
      if (step !== 10) await dragTo(page, runs, step)
      for (const run of runs) {
        const expected = watched.get(`${run} ${step}`)
        await until(`${run} at ${step}`, async () => (await told(page, run)).output === expected?.output)
        const { table } = await told(page, run)
        expect(table?.source).toEqual(expected?.table?.source)
        expect(table?.target).toEqual(expected?.table?.target)
        if (!attending.includes(run)) expect(table).toBe(null)
        else expect(farthest(table, (t, s) => expected?.table?.weights[t]?.[s])).toBeLessThanOrEqual(ROUNDING)
      }
    }
    await ask(page, runs, 20, ['a b a', 'a b a'])
    for (const run of attending)
      await until(`${run} to read it`, async () => (await copyTable(page, run)).source.join(' ') === 'a b a <eos>')
  })

  it('the difference of two maps is that of their weights', async () => {
    const [a = '', b = ''] = [attending[0], attending.at(-1)]
    const [plain, other] = [await copyTable(page, a), await copyTable(page, b)]
    await subtract(page, b)
    const difference = (t: number, s: number) => (plain.weights[t]?.[s] ?? 0) - (other.weights[t]?.[s] ?? 0)
    await until('the difference', async () => farthest(await copyTable(page, a), difference) < 1e-5)
    await picture(page, 'scene-difference')
    await subtractNothing(page)
  })

  it('runs that differ only in their seed become groups with mean and band', async () => {
    const groups = page
      .getByTestId('values')
      .locator('tbody tr[data-testid]')
      .filter({ hasText: `n = ${SEEDS}` })
    await page.getByTestId('group-by').click()
    await page.getByRole('option', { name: 'all but the seed' }).click()
    await until('a group for each preset', async () => (await groups.count()) === PRESETS.length)
    for (const text of await groups.allInnerTexts()) expect(text).toContain('±')
    const chart = page.getByTestId('curve-train/loss').locator('canvas').first()
    const look = async () => (await chart.screenshot()).toString('base64')
    const deviation = await look()
    await page.getByTestId('band').selectOption('range')
    await until('another band', async () => (await look()) !== deviation)
    await page.getByTestId('group-by').click()
    await page.getByRole('option', { name: 'none', exact: true }).click()
    await until('every run', async () => (await groups.count()) === 0)
  })

  it('outputs where runs disagree, and from a bar of errors to its pairs to their maps', async () => {
    for (const panel of ['outputs', 'errors']) {
      await page.getByTestId('add-panel').click()
      await page.getByTestId(`add-panel-${panel}`).click()
      await page.getByTestId(`panel-${panel}`).waitFor()
    }
    const found = () => page.getByTestId('outputs-found').textContent()
    await until('the pairs', async () => (await found()) === `${PAIRS} pairs`)
    await page.getByTestId('quick-disagree').click()
    await until('those pairs', async () => (await found())?.endsWith(`${PAIRS} pairs`) ?? false)
    const rows = page.getByTestId('outputs-table').locator('tr.row')
    await until('rows', async () => (await rows.count()) > 0)
    for (const at of [2, 3]) {
      const place = `[data-testid="outputs-table"] tr.row:nth-child(${at}) td:nth-child(n + 4) > div`
      expect(new Set(await ofAll(page, place, 'title')).size).toBeGreaterThan(1)
    }
    const bar = page.getByTestId('error-bars').getByRole('button').last()
    await bar.click()
    const query = page.getByTestId('outputs-filter').getByRole('combobox')
    await until('the filter', async () => (await query.inputValue()).startsWith('source.length'))
    await rows.first().click()
    const source = (await rows.first().locator('td').nth(1).innerText()).trim()
    await until('its sentence', async () => (await page.getByTestId('own-source').inputValue()) === source)
    for (const run of runs) await whenAt(page, run, 20)
    for (const run of attending)
      await until(`the map of ${run}`, async () => (await copyTable(page, run)).source.join(' ') === `${source} <eos>`)
    await whenAnswered(page)
  })

  it('the board is saved, and is the same after a reload, and once it is opened again', async () => {
    const look = async () => ({
      ...(await shown(page)),
      sentence: await page.getByTestId('own-source').inputValue(),
      panels: await ofAll(page, '[data-testid^="panel-"]', 'dataset.testid'),
      place: await page.getByTestId('values-place').innerText(),
    })
    const before = await look()
    expect(before.panels.length).toBeGreaterThanOrEqual(5)
    await page.getByTestId('board-save').click()
    await page.getByTestId('board-name-input').fill('The scene')
    await page.getByTestId('board-name-confirm').click()
    await page.getByRole('heading', { name: 'The scene' }).waitFor()
    const same = () => expect.poll(look, { timeout: 60_000 }).toEqual(before)
    await page.reload()
    await whenConnected(page)
    await same()
    await page.getByTestId('board-menu').click()
    await page.getByTestId('menu-new').click()
    await until('an empty board', async () => (await page.getByTestId('panel-outputs').count()) === 0)
    await page.getByTestId('board-menu').click()
    await page.getByRole('menuitem', { name: 'The scene' }).click()
    await page.getByRole('heading', { name: 'The scene' }).waitFor()
    await same()
    await picture(page, 'scene-saved')
  })

  it('nothing went wrong in the page', () => {
    expect(complaints).toEqual([])
  })
})
