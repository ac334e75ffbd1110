/** The panels of a board: their settings, significance, the room they take, and where the focus goes. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../scripts/setup/places.js'
import { violationsOf } from './accessibility.ts'
import { openBoard, picture } from './journey.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

const TRAINED = [
  '--task',
  'copy',
  '--preset',
  'luong-dot',
  '--set',
  'training.steps=20',
  '--set',
  'evaluation.every=10',
  '--set',
  'evaluation.keep=0', // so that significance has to ask the checkpoints
]

describe.skipIf(typeof opened === 'string')('panels', () => {
  let app: ServedApp
  let context: BrowserContext
  let page: Page
  let runs: string[]

  beforeAll(async () => {
    app = await serveApp((dataFolder) => {
      runs = [1, 2, 3].map((seed) => train(dataFolder, seed))
    })
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    page = await context.newPage()
    await page.goto(app.url)
  }, 180_000)
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(page, `failed-${task.name.replaceAll(/\W+/g, '-')}`)
  })
  afterAll(async () => {
    await browser.close()
    await app.close()
  })

  const board = (more: object = {}) => openBoard(page, app.url, { runs: runs.map((run) => ({ run })), ...more })
  const panel = (id: string) => page.getByTestId(`panel-${id}`)
  const focused = () =>
    page.evaluate<string>('document.activeElement?.dataset.testid ?? document.activeElement?.id ?? ""')
  const isFocused = (what: string) => until(`the focus on ${what}`, async () => (await focused()) === what)
  const rows = () => page.getByTestId('values').locator('tbody tr[data-testid]')

  it('have settings that their options make, reachable by keys', async () => {
    await board({ panels: [{ id: 'values', kind: 'values' }] })
    await rows().first().waitFor()
    expect(await page.getByTestId('cursor-valid/loss').count()).toBe(3)
    await panel('values').getByTestId('panel-settings').focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('field-values').getByRole('button', { name: 'Best', exact: true }).click()
    await until('the best alone', async () => (await page.getByTestId('cursor-valid/loss').count()) === 0)
    expect(await page.getByTestId('best-valid/loss').count()).toBe(3)
    expect(await violationsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Reset Values' }).click()
    await until('both again', async () => (await page.getByTestId('cursor-valid/loss').count()) === 3)
    await page.keyboard.press('Escape')
    await isFocused('panel-settings')
  })

  it('work out significance when asked, keep it while the cursor moves, and refuse a setting that does not fit', async () => {
    await board({
      baseline: runs[1],
      panels: [
        { id: 'significance', kind: 'significance' },
        { id: 'values', kind: 'values' },
      ],
    })
    const own = panel('significance')
    await own.getByText('against seed 2').waitFor()
    expect(await page.getByTestId('significance').count()).toBe(0)
    await page.getByTestId('compare-token-error-rate').click()
    await own.getByTestId('significance-start').click()
    const table = page.getByTestId('significance').locator('tbody tr')
    await table.first().waitFor({ timeout: 60_000 })
    const found = await table.allInnerTexts()
    expect(found[0]).toContain('seed 2')
    expect(found.slice(1).every((text) => /[+−±]\d+\.\d\s/.test(text) && !/[+−±]\d+\.\d %/.test(text))).toBe(true)
    await page.getByTestId('step-range').focus()
    await page.keyboard.press('Home')
    await until('the first step', async () => (await page.getByTestId('step').innerText()) === 'step 0')
    expect(await table.allInnerTexts()).toEqual(found)
    expect(await own.getByTestId('significance-start').isDisabled()).toBe(true)
    // Another page and back: what was found is still there.
    await page.getByTestId('nav-data').click()
    await page.getByTestId('nav-compare').click()
    await until('the same table', async () => (await table.allInnerTexts()).join() === found.join())
    await own.getByTestId('panel-settings').click()
    const resamples = page.getByTestId('field-resamples').locator('input')
    await resamples.fill('5')
    await resamples.press('Tab')
    await page.getByTestId('field-resamples').getByText('5 is too small; 10 is the least').waitFor()
    expect(page.url()).not.toContain('resamples')
    await page.keyboard.press('Escape')
    await own.getByTestId('panel-settings').click()
    expect(await resamples.inputValue()).toBe('1000')
    expect(await page.getByTestId('field-resamples').getByRole('alert').count()).toBe(0)
    await page.keyboard.press('Escape')
  })

  it('of the usual ones are all seen at once, and take the room that a larger window has', async () => {
    for (const [width, height] of [
      [1280, 800],
      [2560, 1440],
      [3840, 2160],
    ] as const) {
      await page.setViewportSize({ width, height })
      await board()
      await page.getByTestId('maps').waitFor()
      const bottoms = await page.evaluate<number[]>(
        `[...document.querySelectorAll('[data-testid="panels"] > section')].map((one) => one.getBoundingClientRect().bottom)`,
      )
      expect(bottoms).toHaveLength(3)
      expect(Math.max(...bottoms)).toBeLessThanOrEqual(height)
      expect(Math.max(...bottoms)).toBeGreaterThan(height - 40)
    }
  })

  it('stand below each other with the runs apart where it is narrow, and nothing is cut', async () => {
    await page.setViewportSize({ width: 512, height: 400 }) // 1,024 × 800 at 200 %
    await board()
    await panel('curves').waitFor()
    const wide =
      '[...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > 513 && !one.closest(".scroller, .charts, .maps-box, .frame > *")).length'
    expect(await page.evaluate(wide)).toBe(0)
    await page.getByTestId('half-runs').click()
    const picker = await page.getByTestId('run-picker').boundingBox()
    expect(picker?.width).toBe(512)
    await page
      .getByTestId(`pick-${runs[0] ?? ''}`)
      .getByRole('checkbox')
      .uncheck()
    await page.getByTestId('half-board').click()
    await until('two rows', async () => (await rows().count()) === 2)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('keep the focus where something was moved, removed or closed', async () => {
    await board()
    await rows().first().waitFor()
    await panel('values').getByTestId('panel-grip').focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await isFocused('panel-grip')
    expect(await panel('values').locator(':focus').count()).toBe(1)
    await panel('values').getByTestId('panel-remove').focus()
    await page.keyboard.press('Enter')
    await isFocused('panel-remove')
    await page.getByTestId('undo').focus()
    await page.keyboard.press('Enter')
    await until('the values to have it', async () => (await panel('values').locator(':focus').count()) === 1)

    await page.getByTestId('scope-board').click()
    const [first = '', second = ''] = runs.map((run) => `pick-${run}`)
    await page.locator(`#${first}`).focus()
    await page.keyboard.press('Alt+ArrowDown')
    await page.keyboard.press('Alt+ArrowDown')
    await isFocused(first)
    await page.keyboard.press('Alt+ArrowUp')
    await isFocused(first)
    await page.keyboard.press('Space')
    await until(
      'a neighbour to have it',
      async () => (await focused()).startsWith('pick-') && (await focused()) !== first,
    )
    expect(await page.locator(`#${second}`).count()).toBe(1)

    await page.getByTestId('board-menu').focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('menu-save-as').press('Enter')
    await isFocused('board-name-input')
    await page.keyboard.press('Escape')
    await isFocused('board-menu')
  })

  it('hand the values over as a table, sorted by any column and against any run', async () => {
    await board({ panels: [{ id: 'values', kind: 'values' }] })
    await rows().first().waitFor()
    await page.getByTestId('baseline-choice').selectOption({ label: 'seed 3' })
    await page
      .getByTestId('value-' + (runs[2] ?? ''))
      .and(page.locator('.baseline'))
      .waitFor()
    await page.getByTestId('sort-name').click()
    await page.getByTestId('sort-name').click()
    await until('the last name first', async () => (await rows().first().innerText()).includes('seed 3'))
    const second = page.getByTestId('best-valid/exact_match').nth(1)
    await until('its difference', async () => /[+−±]\d+\.\d points$/.test(await second.innerText()))
    await page.getByTestId('copy-values').click()
    await page.getByTestId('copy-tsv').click()
    await page.getByTestId('copied').getByText('Copied').waitFor()
    const [head = '', ...lines] = (await page.evaluate<string>('navigator.clipboard.readText()')).trimEnd().split('\n')
    expect(head.split('\t').slice(0, 4)).toEqual([
      'Run',
      'Runs',
      'Exact match (at the cursor)',
      'Exact match (at the cursor): difference',
    ])
    expect(lines.map((line) => line.split('\t')[0])).toEqual(['seed 3', 'seed 2', 'seed 1'])
  })
})

/** Trains a run to its end and gives its id. */
function train(dataFolder: string, seed: number): string {
  const program = join(packageRoot, 'bin', 'saccade.js')
  const args = [program, 'train', '--json', '--data-dir', dataFolder, '--seed', String(seed), ...TRAINED]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const run = /"run":"(\w+)"/.exec(stdout)?.[1]
  if (run === undefined) throw new Error(`Nothing was trained: ${stderr}`)
  return run
}
