/** The page of the queue: six runs that wait are put in order while two train, by real workers, and once more after a restart. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { layOut, makeDataFolder } from '../../src/host/folder/data-folder.ts'
import { openDatabase } from '../../src/host/storage/database.ts'
import { writePreference } from '../../src/host/storage/preferences.ts'
import { insertRun } from '../../src/host/storage/runs.ts'
import { parseConfiguration } from '../../src/shared/config/check.ts'
import { composeConfiguration } from '../../src/shared/config/compose.ts'
import { violationsOf } from './accessibility.ts'
import { picture, whenConnected } from './journey.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser
const RUNS = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8']

/** Eight runs that train until they are stopped, and two places. */
function queueEight(dataFolder: string): void {
  const folder = layOut(dataFolder)
  makeDataFolder(folder)
  const database = openDatabase(folder.database)
  const small = [
    'training.batchSize=2',
    'data.source.maximumLength=4',
    'data.source.trainPairs=100',
    'evaluation.pairs=2',
  ]
  RUNS.forEach((id, index) => {
    const configuration = parseConfiguration(
      composeConfiguration({
        preset: 'bigru-plain',
        seed: index + 1,
        source: { kind: 'task', task: 'reverse' },
        assignments: [...small, 'training.steps=1000000', 'evaluation.every=100000', 'engine.compile=never'],
      }),
    )
    insertRun(
      database,
      { id, name: `bigru-plain · reverse · seed ${index + 1}`, dataName: 'reverse', configuration },
      index,
    )
  })
  writePreference(database, 'queue', { atOnce: 2 })
  database.close()
}

describe.skipIf(typeof opened === 'string')('the page of the queue', () => {
  let app: ServedApp
  let page: Page

  beforeAll(async () => {
    app = await serveApp(queueEight)
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(page, `failed-${task.name.replaceAll(/\W+/g, '-')}`)
  })
  afterAll(async () => {
    await browser.close()
    await app.close()
  })

  async function open(): Promise<void> {
    await page.goto(app.url)
    await whenConnected(page)
    await page.getByTestId('nav-queue').click()
    await page.getByTestId('queue-summary').waitFor()
  }
  const waiting = async () =>
    Promise.all(
      (await page.getByTestId('queue-waiting').locator('li').all()).map((row) => row.getAttribute('data-run')),
    )
  const inOrder = (...runs: string[]) =>
    until(`the order ${runs.join(' ')}`, async () => (await waiting()).join(' ') === runs.join(' '))
  const active = (state: string) => page.getByTestId('queue-active').locator(`li[data-state="${state}"]`)
  const handle = (run: string) => page.getByTestId(`waiting-${run}`).locator('.handle')
  const someActive = (count: number, state: string) =>
    until(`${count} ${state}`, async () => (await active(state).count()) === count, 120_000)

  it('puts six waiting runs in order while two train: by keys, by a drag, by a button; it is kept', async () => {
    await open()
    await someActive(2, 'running')
    await inOrder('r3', 'r4', 'r5', 'r6', 'r7', 'r8')
    expect(await page.getByTestId('at-once-cost').innerText()).toMatch(/Each run gets \d+ of \d+ cores?: /)
    expect(await page.getByTestId('nav-queue').innerText()).toContain('6')

    await handle('r3').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Alt+ArrowDown')
    await inOrder('r3', 'r5', 'r4', 'r6', 'r7', 'r8')
    await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Alt+Home')
    await inOrder('r4', 'r3', 'r5', 'r6', 'r7', 'r8')
    expect(await page.getByTestId('queue-said').textContent()).toBe('seed 4 is now number 1 of 6.')
    expect(await page.evaluate('document.activeElement.closest("li").dataset.run')).toBe('r4')

    await page
      .getByTestId('waiting-r8')
      .locator('.handle')
      .dragTo(page.getByTestId('waiting-r5'), { targetPosition: { x: 200, y: 4 } })
    await inOrder('r4', 'r3', 'r8', 'r5', 'r6', 'r7')
    await page.getByTestId('waiting-r7').getByTestId('run-next').focus()
    await page.keyboard.press('Enter')
    await inOrder('r7', 'r4', 'r3', 'r8', 'r5', 'r6')
    await page.reload()
    await whenConnected(page)
    await inOrder('r7', 'r4', 'r3', 'r8', 'r5', 'r6')

    for (const theme of ['light', 'dark']) {
      await page.getByTestId(`theme-${theme}`).click()
      expect(await violationsOf(page, { rules: theme === 'light' ? 'all' : 'colours' }), theme).toEqual([])
      await picture(page, `queue-${theme}`)
    }
  })

  it('pauses one, whose place goes to the first that waits; holds all; and is the same after a restart', async () => {
    await page.getByTestId('active-r1').getByTestId('pause').click()
    await page.getByTestId('active-r1').getByText('Its place is free for the next run').waitFor()
    await until(
      'r7 trains',
      async () => (await page.getByTestId('active-r7').getAttribute('data-state')) === 'running',
      120_000,
    )
    await page.getByTestId('pause-all').press('Enter')
    await page.getByTestId('queue-held').waitFor()
    await someActive(3, 'paused')
    await page.locator('[data-testid="stop-all"]:focus').waitFor() // stands in the place of the button that went
    await picture(page, 'queue-held')
    await app.end()
    app = await serveApp(undefined, app)
    await open()
    await inOrder('r1', 'r2', 'r7', 'r4', 'r3', 'r8', 'r5', 'r6')
    await page.getByTestId('queue-held').waitFor()
    expect(await page.getByTestId('at-once').inputValue()).toBe('2')
    expect(await page.getByTestId('queue-active').count()).toBe(0)
    // What cannot be is said, not bent.
    for (const typed of ['65', '0', '1.5', '']) {
      await page.getByTestId('at-once').fill(typed)
      await page.getByTestId('at-once').press('Tab')
      await page.getByTestId('at-once-refused').getByText('cannot be: a whole number from 1 to 64').waitFor()
      expect(await page.getByTestId('at-once').inputValue()).toBe('2')
    }
    await page.getByTestId('at-once-fewer').click()
    await until('nothing is refused', async () => (await page.getByTestId('at-once-refused').innerText()) === '')
    await page.getByTestId('queue-go-on').click()
    await someActive(1, 'running')
    await inOrder('r2', 'r7', 'r4', 'r3', 'r8', 'r5', 'r6')
  })

  it('says what a pause of all waits for, and lets all be resumed or stopped meanwhile', async () => {
    await page.getByTestId('active-r1').getByTestId('stop').click()
    await page.getByTestId('confirm').click()
    await page.getByTestId('active-r2').and(page.locator('[data-state="starting"]')).waitFor({ timeout: 60_000 })
    await page.getByTestId('pause-all').click()
    await page.getByTestId('queue-pausing').getByText('Pausing: waits for seed 2').waitFor()
    for (const deed of ['resume-all', 'stop-all']) expect(await page.getByTestId(deed).isEnabled()).toBe(true)
    await picture(page, 'queue-pausing')
    await page.getByTestId('resume-all').click()
    await page.getByTestId('queue-pausing').waitFor({ state: 'detached' })
    await someActive(1, 'running')
    // What trains when the host ends is cut off, and can be put back.
    const order = await waiting()
    await app.end()
    app = await serveApp(undefined, app)
    await open()
    await page.getByTestId('resume-cut-off').click()
    await until('r2 waits last', async () => (await waiting()).at(-1) === 'r2')
    expect(await waiting()).toEqual([...order.slice(1), 'r2'])
  })

  it('stops all after it has asked, and says so when nothing is left', async () => {
    await page.getByTestId('stop-all').click()
    await page.getByTestId('stop-waiting').check()
    await page.getByRole('dialog', { name: 'Stop all runs?' }).getByTestId('confirm').click()
    await page.getByTestId('empty-state').waitFor({ timeout: 60_000 })
    expect(await page.getByTestId('queue-summary').innerText()).toBe('0 train, 0 wait')
    await picture(page, 'queue-empty')
  })
})
