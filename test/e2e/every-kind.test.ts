/** One board of runs of every kind: each is told of clearly in every panel, and none breaks the others. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openBoard, picture, pressForNewest, setField, train, whenConnected, whenNewestIs } from './journey.ts'
import { prepareMaps } from './maps-history.ts'
import { whenAt } from './scene.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

/** Without attention, with two layers of eight heads, with a window, of another tokeniser, without some of the maps. */
const KINDS = ['rplain', 'rheads', 'rlocal', 'rchars', 'rlate2', 'rempty']
const PANELS = [
  ...['curves', 'values', 'maps', 'emergence', 'outputs'],
  ...['errors', 'significance', 'configuration', 'edits', 'hypotheses'],
]

describe.skipIf(typeof opened === 'string')('a board of runs of every kind', () => {
  let app: ServedApp
  let page: Page
  let training = ''
  const complaints: string[] = []

  beforeAll(async () => {
    app = await serveApp(prepareMaps)
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, reducedMotion: 'reduce' })
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

  const tile = (run: string) => page.getByTestId(`map-${run}`)
  const panel = (kind: string) => page.getByTestId(`panel-${kind}`)
  const board = () => ({
    runs: [...KINDS, 'rmain2', training, 'rnever'].map((run) => ({ run })),
    panels: PANELS.map((kind) => ({ id: kind, kind, width: 12, height: 420, options: {} })),
    cursor: { step: 200 },
  })

  it('is shown while one of them trains', async () => {
    await page.getByTestId('nav-data').click()
    await page.getByTestId('dataset-reverse').click()
    const fields = { trainPairs: 400, validPairs: 20, minimumLength: 2, maximumLength: 5, symbols: 6 }
    for (const [field, value] of Object.entries(fields)) await setField(page, `data.source.${field}`, String(value))
    // It has no goal, so it trains for as long as the test needs it.
    const others = { 'model.encoder.hidden': '16', 'model.decoder.hidden': '16', 'training.earlyStopping.goal': '' }
    await train(page, { presets: ['bigru-bahdanau'], steps: 900_000, batchSize: 8, evaluateEvery: 100, others })
    await whenNewestIs(page, 'running')
    const link = page.getByTestId('runs-table').locator('tbody tr').first()
    training = (await link.getAttribute('data-testid'))?.replace('run-', '') ?? ''
    await openBoard(page, app.url, board())
    for (const run of ['rplain', 'rheads', 'rlocal', 'rchars', 'rmain2']) await whenAt(page, run, 200)
    await whenAt(page, 'rlate2', 150)
    expect(await page.getByTestId('board-missing').innerText()).toContain('rnever')
    expect(await page.getByTestId('values').locator('tbody tr[data-testid]').count()).toBe(KINDS.length + 2)
    const said = (kind: string) => panel(kind).innerText()
    const unwatched = page.getByTestId('maps-unwatched') // known from its first evaluation on
    await unwatched.getByText('Not watching this sentence: bigru-bahdanau · reverse 2–5').waitFor({ timeout: 120_000 })
    const maps = (await said('maps')).replaceAll(/\s+/g, ' ')
    expect(maps).toMatch(/bigru-plain d c ab exact no attention/)
    expect(maps).toMatch(/luong- ?2015 · seed 2 No maps are kept of it: it ended/)
    expect(maps).toContain('ab c d <eos>')
    expect(maps).toContain('a b ␣ c ␣ d <eos>') // of the tokeniser by characters
    expect(maps).toMatch(/seed 1 (step )?150 d d ab/) // where the badge is narrow it is the number alone
    await until('emergence', async () => /Without attention: bigru-plain/.test(await said('emergence')))
    // What kept neither outputs nor a checkpoint is left out by name; the one that trains is there.
    await until('outputs', async () => (await page.getByTestId('outputs-found').innerText()) === '20 pairs')
    await page.getByTestId('error-bars').getByRole('button').first().waitFor()
    for (const testId of ['outputs-left-out', 'errors-left-out']) {
      const left = page.getByTestId(testId).getByRole('listitem')
      expect(await left.count()).toBe(KINDS.length + 1)
      for (const text of await left.allInnerTexts()) expect(text).toContain('Its checkpoints were deleted')
    }
    await panel('maps').scrollIntoViewIfNeeded()
    await picture(page, 'every-kind-watched')
  })

  it('is asked for a sentence, which each that can answers', async () => {
    await page.getByTestId('sentence-picker').click()
    await page.getByTestId('own-sentence').click()
    await page.getByTestId('own-source').fill('a b')
    await tile(training).getByTestId('attention-map').waitFor()
    for (const run of [...KINDS, 'rmain2']) {
      const text = await tile(run).innerText()
      expect(text).toContain('There is no checkpoint that can be asked. Its checkpoints were deleted')
      expect(await page.getByTestId(`edited-${run}`).innerText()).toContain('There is no checkpoint')
    }
    await page.getByTestId(`edited-${training}`).getByTestId('output-before').waitFor()
    await page.getByTestId('tree-run').click()
    await page.getByRole('option', { name: 'bigru-bahdanau · reverse 2–5' }).last().click()
    await page.getByTestId('tree').getByRole('treeitem').first().waitFor()
    await picture(page, 'every-kind-own')
  })

  it('goes on when one is deleted elsewhere', async () => {
    const other = await page.context().newPage()
    await other.goto(`${app.url.split('#')[0] ?? ''}#/runs/rmain2`)
    await other.getByTestId('delete').click()
    await page.getByTestId('board-missing').getByText('rmain2').waitFor()
    await other.close()
    await tile('rmain2').waitFor({ state: 'detached' })
    await page.getByTestId('own-close').click()
    for (const run of ['rplain', 'rheads', 'rlocal', 'rchars']) await whenAt(page, run, 200)
    await page.getByTestId('step-range').focus()
    await page.keyboard.press('Home')
    for (const run of ['rplain', 'rheads', 'rlocal', 'rchars', 'rlate2']) await whenAt(page, run, 0)
    await whenNewestIs(page, 'running')
    await pressForNewest(page, 'stop')
    await whenNewestIs(page, 'stopped')
    expect(complaints).toEqual([])
  })
})
