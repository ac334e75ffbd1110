/** What runs say of their validation pairs, from a bar of errors to its sentences to their maps: on runs trained here. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { saccade, saccadeJson } from '../faults/saccade.ts'
import { violationsOf } from './accessibility.ts'
import { openBoard, picture, whenConnected } from './journey.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

const SMALL = [
  ...['data.source.trainPairs=400', 'data.source.validPairs=60', 'data.source.maximumLength=6'],
  ...['model.encoder.hidden=16', 'model.decoder.hidden=16', 'training.steps=40', 'evaluation.every=20'],
  'engine.compile=never',
].flatMap((setting) => ['--set', setting])

interface Found {
  readonly runs: readonly { run: string; exact: number }[]
  readonly found: number
  readonly rows: readonly { place: number; outputs: readonly { tokens: readonly string[]; exact: boolean }[] }[]
}

describe.skipIf(typeof opened === 'string')('outputs and errors', () => {
  let app: ServedApp
  let page: Page
  let folder: string
  let runs: string[]
  const complaints: string[] = []

  beforeAll(async () => {
    app = await serveApp()
    await app.end() // one host at a time holds a folder
    folder = `${app.folder}/data`
    const train = (...more: string[]) =>
      saccade(['train', '--data-dir', folder, '--task', 'reverse', ...SMALL, ...more])
    await train('--preset', 'bigru-bahdanau', '--seed', '1')
    await train('--preset', 'bigru-bahdanau', '--seed', '2')
    // As a run of before outputs were kept.
    await train('--preset', 'bigru-plain', '--seed', '1', '--set', 'evaluation.keep=0')
    const listed = (await saccadeJson(['runs', '--data-dir', folder, '--json'])) as { run: string }[]
    runs = listed.map(({ run }) => run).reverse()
    app = await serveApp(undefined, app)
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, reducedMotion: 'reduce' })
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(app.url)
    await whenConnected(page)
  }, 240_000)
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(page, `failed-${task.name.replaceAll(/\W+/g, '-')}`)
  })
  afterAll(async () => {
    await browser.close()
    await app.close()
  })

  const board = (more: object = {}) => ({
    runs: runs.map((run) => ({ run })),
    panels: [
      { id: 'outputs', kind: 'outputs', height: 420 },
      { id: 'errors', kind: 'errors', height: 360 },
      { id: 'maps', kind: 'maps' },
    ],
    ...more,
  })
  const table = () => page.getByTestId('outputs-table')
  const address = () => decodeURIComponent(page.url()).replaceAll('+', ' ')
  const told = () => page.getByTestId('outputs-found').textContent()
  const query = () => page.getByTestId('outputs-filter').getByRole('combobox')
  const fromCommand = async (...args: string[]) =>
    (await saccadeJson(['outputs', ...runs, '--data-dir', folder, '--json', '--limit', '100', ...args])) as Found

  it('a run that kept nothing is named, and decodes when it is told to; the others are there at once', async () => {
    await openBoard(page, app.url, board())
    await until('the pairs', async () => (await told()) === '60 pairs')
    expect(await page.getByTestId('outputs-lacking').textContent()).toContain('1 run kept no outputs')
    expect(await page.getByTestId('outputs-share').allTextContents()).toHaveLength(3)
    await page.getByTestId('outputs-decode').click()
    await page.getByTestId('outputs-lacking').waitFor({ state: 'detached', timeout: 60_000 })
    expect((await page.getByTestId('outputs-share').allTextContents()).every((text) => text.includes('right'))).toBe(
      true,
    )
  })

  it('filters as the command line does: a search, where runs disagree, where A is right and B wrong', async () => {
    const all = await fromCommand()
    expect(all.runs.map(({ run }) => run)).toEqual(runs)
    await page.getByTestId('quick-disagree').click()
    const disagree = all.rows.filter(({ outputs }) => new Set(outputs.map(({ tokens }) => tokens.join(' '))).size > 1)
    await until('the filter', async () => (await told())?.startsWith(`${disagree.length} of`) ?? false)
    expect(await query().inputValue()).toBe('disagree:yes')
    expect((await fromCommand('--where', 'disagree:yes')).found).toBe(disagree.length)

    await page.getByTestId('quick-disagree').click()
    await page.getByTestId('quick-right-wrong').click()
    const better = all.rows.filter(({ outputs: [a, b] }) => a?.exact && !b?.exact)
    await until('the filter', async () => (await told())?.startsWith(`${better.length} of`) ?? false)
    await until('the address', () => Promise.resolve(address().includes('a.exact:yes b.exact:no')))

    // Of no pairs no share is right.
    await query().fill('source.length = 99')
    await until('none', async () => (await told())?.startsWith('0 of') ?? false)
    for (const share of await page.getByTestId('outputs-share').allTextContents())
      expect(share.trim()).toMatch(/^no pair fits · step \d+$/)
    await query().fill('')
  })

  it('a bar leads to its pairs, and a pair to its maps', async () => {
    const bar = page.getByTestId('error-bars').getByRole('button').last()
    await bar.waitFor({ timeout: 60_000 })
    const label = (await bar.getAttribute('aria-label')) ?? ''
    expect(label).toMatch(/^Source length 6.*token error rate .* 95 % interval/)
    await bar.focus()
    await page.keyboard.press('Enter')
    await until('the filter', async () => (await query().inputValue()) === 'source.length = 6 c.exact:no')
    const row = table().locator('tr.row').first()
    await row.click()
    const source = (await row.locator('td').nth(1).textContent())?.trim() ?? ''
    expect(await page.getByTestId('pair-detail').textContent()).toContain(source)
    expect(await page.getByTestId('pair-detail').innerText()).toMatch(/log-probability −\d+\.\d{3}\b/)
    await until('the sentence', async () => address().includes(`"source":"${source}"`))
    const picker = page.getByTestId('panel-maps').getByTestId('sentence-picker')
    expect(await picker.innerText()).toMatch(/\(validation pair \d+\)/)
    // Its gold alignment comes with it: a cell of it says so.
    const map = page.getByTestId('attention-map').first()
    await map.focus()
    await page.keyboard.press('Home')
    for (let at = 1; at < 6; at += 1) await page.keyboard.press('ArrowRight')
    await until('a gold cell', async () => (await page.getByTestId('map-readout').first().innerText()).includes('gold'))
    expect(await page.getByTestId('copy-command').first().getAttribute('title')).toContain(
      `saccade outputs ${runs.join(' ')} --where 'source.length = 6 c.exact:no'`,
    )
  })

  it('the keys move through the rows', async () => {
    await query().fill('')
    await until('all pairs', async () => (await told()) === '60 pairs')
    await table().locator('tr.row').first().focus()
    await page.keyboard.press('End')
    await until('the last row', async () => (await page.evaluate('document.activeElement?.ariaRowIndex')) === '61')
    await page.keyboard.press('Enter')
    await page.locator('[data-testid="pair-detail"][aria-label="Pair 60"]').waitFor()
  })

  it('watched sentences stand beside each other at the cursor', async () => {
    await page.getByTestId('outputs-watched').click()
    await until(
      'the sentences',
      async () => (await page.getByTestId('watched-outputs').locator('tbody tr').count()) === 6,
    )
    await page.getByTestId('outputs-pairs').click()
  })

  it('groups of seeds are compared in slices, with what their seeds leave open', async () => {
    const panels = [{ id: 's', kind: 'significance', options: { by: 'source-length' }, height: 700 }]
    await openBoard(page, app.url, board({ grouping: { by: 'all-but-seed' }, panels }))
    await page.getByTestId('significance').waitFor({ timeout: 60_000 })
    expect(await page.getByTestId('significance').locator('tbody tr').count()).toBe(2)
    expect(await page.getByText('hierarchical bootstrap').count()).toBe(1)
    expect(await page.getByTestId('significance-slices').locator('tbody tr').count()).toBe(4)
  })

  it.each(['light', 'dark'] as const)('axe finds nothing in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await openBoard(page, app.url, board())
    await page.getByTestId('error-bars').waitFor()
    await table().locator('tr.row').first().click()
    await picture(page, `outputs-${colorScheme}`)
    const within = ['[data-testid="panel-outputs"]', '[data-testid="panel-errors"]']
    expect(await violationsOf(page, { within, rules: colorScheme === 'light' ? 'levels' : 'colours' })).toEqual([])
  })

  it('nothing went wrong in the page', () => {
    expect(complaints).toEqual([])
  })
})
