/** The maps panel: runs of every kind beside each other, what may be chosen of them, their differences, and what is saved. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { violationsOf } from './accessibility.ts'
import { openBoard, picture, whenConnected } from './journey.ts'
import { KEPT, prepareMaps } from './maps-history.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

describe.skipIf(typeof opened === 'string')('the maps of a board', () => {
  let app: ServedApp
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    app = await serveApp(prepareMaps)
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, reducedMotion: 'reduce' })
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(app.url)
    await whenConnected(page)
    // Where nothing may go to the clipboard it is saved as a file, where the test can look at it.
    await page.evaluate('(navigator.clipboard.writeText = () => Promise.reject(new Error()), 0)')
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(page, `failed-${task.name.replaceAll(/\W+/g, '-')}`)
  })
  afterAll(async () => {
    await browser.close()
    await app.close()
  })

  async function open(runs: readonly string[], options: object = {}, cursor: object = {}): Promise<void> {
    const panels = [{ id: 'maps', kind: 'maps', width: 12, height: 760, options }]
    await openBoard(page, app.url, { runs: runs.map((run) => ({ run })), panels, cursor })
    await page.getByTestId('maps').waitFor()
  }
  const tile = (run: string) => page.getByTestId(`map-${run}`)
  const maps = (run: string) => tile(run).getByTestId('attention-map')
  const isAt = (run: string, step: number) =>
    until(`${run} at ${step}`, async () => (await tile(run).getAttribute('data-step')) === String(step))
  const choose = async (menu: string, control: string, value: string) => {
    await page.getByTestId(menu).click()
    await page.getByTestId(control).selectOption(value)
    await page.keyboard.press('Escape')
  }

  it('of all its runs stand in its order, and below them a line for each that has none', async () => {
    await open(['rlocal', 'rplain', 'rmain2', 'rheads', 'rchars', 'rlate2', 'rempty', 'rgone'], {}, { step: 400 })
    await isAt('rmain2', 400)
    await until('all maps', async () => (await page.getByTestId('attention-map').count()) === 5)
    expect(await ids(page.getByTestId('maps').getByRole('article'))).toEqual(
      ['rlocal', 'rmain2', 'rheads', 'rchars', 'rlate2', 'rplain', 'rempty'].map((run) => `map-${run}`),
    )
    expect(await tile('rplain').innerText()).toMatch(/d c ab[^]*exact[^]*no attention/)
    expect(await tile('rempty').innerText()).toContain('No maps are kept of it')
    expect(await page.getByTestId('board-missing').innerText()).toContain('rgone')
    // One that kept other steps shows the one before, and says which.
    expect(await tile('rlate2').getByTestId('map-step').innerText()).toBe('step 150')
    expect(await tile('rmain2').getByTestId('map-step').count()).toBe(0)
    await picture(page, 'maps-of-every-kind')
  })

  it('follow the one cursor, and the steps where something changed are told', async () => {
    await open(['rmain2', 'rother', 'rplain'], {}, { step: 400 })
    await isAt('rother', 400)
    await until('the strip', async () =>
      ((await page.getByTestId('step-strip').getAttribute('aria-label')) ?? '').includes('outputs changed at 1 of 4'),
    )
    await page.getByTestId('step-range').focus()
    await page.keyboard.press('Home')
    for (const run of ['rmain2', 'rother', 'rplain']) await isAt(run, 0)
    expect(await tile('rother').getByTestId('decoded').locator('.wrong').innerText()).toBe('d')
    // Evaluations are stops, too, where nothing was kept: the maps show what was kept before.
    await page.getByTestId('step-stride').selectOption('evaluation')
    await page.getByTestId('step-range').focus()
    for (const step of ['50', '100', '150']) {
      await page.keyboard.press('ArrowRight')
      await until(`the cursor at ${step}`, async () => (await page.getByTestId('step').innerText()) === `step ${step}`)
    }
    expect(await tile('rother').getByTestId('map-step').innerText()).toBe('step 100')
    await page.getByTestId('step-stride').selectOption('kept')
    await page.getByTestId('play-speed').selectOption('8')
    await page.getByTestId('play').click()
    await isAt('rother', 400)
    await until(
      'the end of playing',
      async () => (await page.getByTestId('play').getAttribute('aria-label')) === 'Play',
    )
  })

  it('are one for each head, sharpest first, in both modes beside each other', async () => {
    await open(['rheads'], { layer: 'all' }, { step: 200 })
    await until('two layers', async () => (await maps('rheads').count()) === 2)
    await choose('maps-heads', 'head', 'all')
    await until('sixteen heads', async () => (await maps('rheads').count()) === 16)
    await choose('maps-heads', 'head-order', 'entropy')
    await until('the last head first', async () =>
      (await tile('rheads').locator('figcaption').first().innerText()).startsWith('layer 2 · head 8 · entropy 0.0'),
    )
    await choose('maps-heads', 'head', 'mean')
    await choose('maps-heads', 'layer', 'maximum')
    await page.getByTestId('mode').getByRole('button', { name: 'Both' }).click()
    await until('both modes', async () => (await tile('rheads').locator('figcaption').allInnerTexts()).join() === 'teacher-forced,free-running') // prettier-ignore
  })

  it('tell the weight of a cell by pointer and keys, in all runs at once', async () => {
    await open(['rmain2', 'rlocal'], {}, { step: 400 })
    await isAt('rlocal', 400)
    const map = maps('rlocal')
    await map.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    const told = (run: string) => tile(run).getByTestId('map-readout').innerText()
    expect(await told('rlocal')).toMatch(
      /^\s*c\s*from\s*ab\s*0\.\d{3,4}\s*\d(st|nd|rd|th) of 4.*centre 2 ± 1, window cuts off 25\.0 %/s,
    )
    expect(await told('rmain2')).toContain('from')
    await page.keyboard.press('ArrowRight')
    expect(await told('rlocal')).toMatch(/c\s*from\s*c\s*0\.\d+\s*1st of 4.*gold/s)
    for (const key of ['+', '+', '+', '+']) await page.keyboard.press(key)
    await page.getByTestId('minimap').first().waitFor()
    await until('the address to say the view', () => page.url().includes('zoom'))
    await page.keyboard.press('0')
    await page.getByTestId('minimap').first().waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    expect(await tile('rlocal').getByTestId('map-readout').count()).toBe(0)
  })

  it('less those of another run are what the exports of both give, row by row', async () => {
    const tables: number[][][] = []
    for (const options of [{}, { minus: { run: 'rother' } }]) {
      await open(['rmain2', 'rother'], options, { step: 200 })
      await isAt('rother', 200)
      for (const run of ['rmain2', 'rother']) tables.push(await csvOf(tile(run)))
    }
    const [a, b, difference, own] = tables
    expect(difference).toHaveLength(4)
    difference?.forEach((row, t) => {
      row.forEach((value, s) => expect(value).toBeCloseTo((a?.[t]?.[s] ?? NaN) - (b?.[t]?.[s] ?? NaN), 6))
    })
    expect(own).toEqual(b) // what the others are compared with stays as it is
    await page.getByTestId('maps-difference').click()
    await page.getByTestId('minus-none').click()
    await page.keyboard.press('Escape')
    await until('no difference', async () => (await csvOf(tile('rmain2')))[0]?.[0] === a?.[0]?.[0])
  })

  it('whose outputs differ are laid over each other by their tokens', async () => {
    await open(['rother'], { mode: 'free-running', minus: { mode: 'teacher-forced' } }, { step: 0 })
    await isAt('rother', 0)
    await until('both tokens', async () => (await maps('rother').innerText()).includes('d\u202f/\u202fc'))
  })

  it('of another tokeniser are those of the same sentence, and of its words where that is asked for', async () => {
    await open(['rchars'], { words: false }, { step: 400 })
    await isAt('rchars', 400)
    expect(await maps('rchars').innerText()).toContain('a b ␣ c ␣ d <eos>')
    await page.getByTestId('maps-show').click()
    await page.getByTestId('words').check()
    await until('words', async () => (await maps('rchars').innerText()).includes('ab c d <eos>'))
    const [first] = await csvOf(tile('rchars'))
    expect(first?.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 3)
    await page.keyboard.press('Escape')
  })

  it('stand beside each other at several steps, from which the cursor is put there', async () => {
    await open(['rmain2', 'rother'], { film: 4 }, { step: 400 })
    await until('four frames', async () => (await maps('rmain2').count()) === 4)
    expect(await tile('rmain2').locator('figcaption').allInnerTexts()).toEqual(KEPT.map((step) => `step ${step}`))
    await tile('rmain2').getByRole('button', { name: 'step 100' }).click()
    await isAt('rother', 100)
  })

  it('are saved as pictures and numbers, one or all, with the command for them', async () => {
    await open(['rmain2', 'rlocal'], {}, { step: 400 })
    await isAt('rlocal', 400)
    await page.getByTestId('maps-save').click()
    expect(await page.getByTestId('maps-command').innerText()).toContain('--runs rmain2,rlocal --step 400 --sentence 1')
    const svg = (await saved('save-svg')).toString()
    expect(svg).toContain('step 400 · teacher-forced')
    expect(svg.match(/<svg /g)).toHaveLength(3) // a sheet of two
    expect(svg).toContain('stroke-dasharray="5 3"') // the centres of the window
    expect((await saved('save-npy')).subarray(0, 2).toString()).toBe('PK')
    const which = page.getByTestId('save-which').locator('option')
    await page.getByTestId('save-which').selectOption((await which.nth(1).getAttribute('value')) ?? '')
    const npy = await saved('save-npy')
    expect(npy.subarray(1, 6).toString()).toBe('NUMPY')
    expect(npy.toString('latin1')).toContain("'shape': (4, 4)")
    expect((await saved('save-png')).subarray(1, 4).toString()).toBe('PNG')
    await page.keyboard.press('Escape')
  })

  it('of more runs than a page holds come page by page, and old options are understood', async () => {
    const many = Array.from({ length: 26 }, (_, i) => `rm${i + 10}`)
    await open(many, { ceiling: 0.2, scale: 'viridis', zoom: 0.5, mode: 'free-running' }, { step: 400 })
    await until('24 maps', async () => (await page.getByTestId('attention-map').count()) === 24)
    expect(await page.getByTestId('legend-ceiling').innerText()).toBe('≥ 0.2')
    await page.getByTestId('maps-next').click()
    await until('two more', async () => (await page.getByTestId('attention-map').count()) === 2)
    await picture(page, 'maps-second-page')
  })

  it('of a script from right to left, light and dark, hold what axe-core asks for', async () => {
    const found: string[] = []
    const check = async (where: string, rules: 'levels' | 'colours') =>
      found.push(...(await violationsOf(page, { rules })).map((line) => `${where}: ${line}`))
    const cursor = { step: 400, sentence: { kind: 'watched', index: 1 } }
    await open(['rmain2', 'rplain', 'rlocal'], { mode: 'free-running' }, cursor)
    await until('its tokens', async () => (await maps('rmain2').innerText()).includes('שלום'))
    for (const theme of ['light', 'dark'] as const) {
      await page.getByTestId(`theme-${theme}`).click()
      const rules = theme === 'light' ? 'levels' : 'colours'
      await check(theme, rules)
      await page.getByTestId('maps-difference').click()
      await page.getByTestId('minus-run').waitFor()
      await check(`${theme}, difference`, rules)
      await page.keyboard.press('Escape')
    }
    expect(found).toEqual([])
    expect(complaints).toEqual([])
  })

  async function saved(button: string): Promise<Buffer> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(button).click()])
    return Buffer.concat(await (await download.createReadStream()).toArray())
  }

  /** The weights that a tile copies, without its tokens. */
  async function csvOf(of: Locator): Promise<number[][]> {
    await page.evaluate('(navigator.clipboard.writeText = () => Promise.reject(new Error()), 0)')
    const button = of.getByRole('button', { name: 'Copy the weights as CSV' })
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
    const text = Buffer.concat(await (await download.createReadStream()).toArray()).toString()
    const [, ...rows] = text.trim().split('\n')
    return rows.map((row) => row.split(',').slice(1).map(Number))
  }
})

async function ids(of: Locator): Promise<(string | null)[]> {
  return Promise.all((await of.all()).map((one) => one.getAttribute('data-testid')))
}
