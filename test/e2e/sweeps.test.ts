// Sweeps in a browser: a thousand runs of a prepared one looked at, and one put together and trained.
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { prepareSweep } from '../support/prepared-sweep.ts'
import { violationsOf } from './accessibility.ts'
import { type ServedApp, complaintsOf, openBrowser, serveApp } from './served-app.ts'

let browser: Browser | string = ''
let app: ServedApp
let page: Page
let complaints: readonly string[] = []
beforeAll(async () => {
  browser = await openBrowser()
  if (typeof browser === 'string') return
  app = await serveApp((folder) => prepareSweep(folder, 'sprep2', 31))
  page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })).newPage()
  complaints = complaintsOf(page)
  await page.goto(app.url)
  await page.getByTestId('nav-train').click()
})
afterAll(async () => {
  if (typeof browser === 'string') return
  await browser.close()
  await app.close()
})

const SMALL = {
  name: 'small',
  base: {
    preset: 'luong-dot',
    data: {
      source: { kind: 'task', task: 'reverse', trainPairs: 60, validPairs: 10, maximumLength: 4, symbols: 6 },
    },
    model: { encoder: { hidden: 6, embedding: 4, layers: 1 }, decoder: { hidden: 6, embedding: 4, layers: 1 } },
    training: { steps: 4, batchSize: 8 },
    evaluation: { every: 2, watched: { count: 0 } },
    engine: { compile: 'never' },
  },
}
const go = (to: string) => page.goto(new URL(`#${to}`, page.url()).href)
async function isAccessible(): Promise<void> {
  for (const theme of ['light', 'dark']) {
    await page.getByTestId(`theme-${theme}`).click()
    expect(await violationsOf(page, { rules: theme === 'light' ? 'levels' : 'colours' }), theme).toEqual([])
  }
}

test('a sweep of a thousand runs: its best, what its settings make of it, brushed, and a click to a run', async ({
  skip,
}) => {
  if (typeof browser === 'string') return skip(browser)
  // Without data chosen there is nothing to train, and the sweeps are there all the same.
  await go('/train')
  await page.getByRole('link', { name: 'Sweeps' }).click()
  await page.getByTestId('sweep-item').getByRole('heading').getByRole('link').click()
  await page.getByTestId('parallel').waitFor()
  expect(await page.getByTestId('sweep-counts').innerText()).toMatch(/^1\s\d{3} finished$/)
  expect(await page.getByTestId('sweep-best').innerText()).toContain('score dot')
  // The score was made to decide most, then the rate; sizes and seeds hardly.
  const [first, second] = await page.getByTestId('importance').locator('tbody th').allInnerTexts()
  expect([first, second]).toEqual(['Attention: Score', 'Optimizer: Learning rate'])
  const rows = page.getByTestId('sweep-table').locator('tbody tr')
  expect(await rows.first().innerText()).toMatch(/score dot[^]*300\s+finished[^]*seed 1[^]*seed 2/)
  // By keys: the sliders of an axis keep a part of it, in table, scatter and curves alike.
  await page.getByRole('button', { name: 'Attention: Score' }).press('Enter')
  await page.getByRole('slider', { name: /^to/ }).press('Home')
  await page.getByRole('slider', { name: /^to/ }).press('PageUp')
  await expect.poll(() => rows.first().innerText()).toMatch(/score dot/)
  await page.getByRole('slider', { name: /^to/ }).press('End')
  await page.getByRole('slider', { name: /from/ }).press('End')
  await page.getByRole('slider', { name: /from/ }).press('PageDown')
  await page.getByRole('slider', { name: /from/ }).press('PageDown')
  await expect.poll(() => rows.first().innerText()).not.toMatch(/score dot/)
  // What is kept stands in the address, is what importance is of, and is let go at once.
  const kept = await page.getByTestId('parallel-kept').innerText()
  expect(await page.getByTestId('importance-of').innerText()).toContain(`${/^\S+/.exec(kept)?.[0]} runs that are kept`)
  await page.reload()
  await expect.poll(() => page.getByTestId('parallel-kept').innerText()).toBe(kept)
  await rows.first().getByRole('link').first().click()
  await page.waitForURL(/#\/runs\/r/)
  await page.goBack()
  await expect.poll(() => page.getByTestId('parallel-kept').innerText()).toBe(kept)
  await page.getByTestId('parallel-clear').press('Enter')
  await page.locator('button:focus').filter({ hasText: 'Attention: Score' }).waitFor()
  await expect.poll(() => rows.first().innerText()).toMatch(/score dot/)
  await isAccessible()
  await page.getByRole('button', { name: /^Show all/ }).press('Enter')
  await rows.nth(50).locator('a:focus').waitFor()
  // A click on a point leads to its run.
  const scatter = page.getByTestId('scatter').locator('svg')
  const [, x, y] = /^M([\d.]+) ([\d.]+)/.exec((await scatter.locator('path').last().getAttribute('d')) ?? '') ?? []
  await scatter.click({ position: { x: Number(x), y: Number(y) } })
  await page.waitForURL(/#\/runs\/r/)
  expect(complaints).toEqual([])
})

test(
  'a sweep is put together from what Train holds, says what is wrong with it, and is trained',
  { timeout: 180_000 },
  async ({ skip }) => {
    if (typeof browser === 'string') return skip(browser)
    await go('/sweeps/new')
    await page.getByTestId('plan-summary').waitFor()
    await page.getByTestId('sweep-text').fill(JSON.stringify({ ...SMALL, axs: [] }))
    await expect.poll(() => page.getByTestId('sweep-problems').innerText()).toContain('axs no such setting')
    await page.getByTestId('sweep-text').fill(JSON.stringify(SMALL))
    await page.getByTestId('vary-path').fill('model.attention.score')
    await page.getByTestId('vary-values').fill('dot, general')
    await page.getByTestId('vary-values').press('Enter')
    await expect.poll(() => page.getByTestId('plan-summary').innerText()).toMatch(/^2 runs, 8 steps/)
    // What clashes can be left out, and is listed; what was written outlives a reload; it can be begun anew, and had back.
    const small = await page.getByTestId('sweep-text').inputValue()
    await page.getByTestId('vary-path').fill('model.decoder.hidden')
    await page.getByTestId('vary-values').fill('6, 8')
    await page.getByTestId('vary-values').press('Enter')
    // Another window writes another sweep meanwhile: each keeps what is written in it. Of a sweep that is gone nothing is kept.
    const other = await page.context().newPage()
    await other.goto(app.url)
    await other.goto(new URL('#/sweeps/new?extend=sprep2', other.url()).href)
    await other.getByTestId('plan-summary').waitFor()
    await page.getByTestId('leave-out').press('Enter')
    await page.locator('[data-testid=plan-summary]:focus').waitFor()
    await page.getByTestId('left-out').getByText('score dot · hidden 8').waitFor()
    const mended = await page.getByTestId('sweep-text').inputValue()
    await isAccessible()
    const drafts = () => page.evaluate(`Object.keys(JSON.parse(localStorage.getItem('saccade.sweep.drafts'))).sort()`)
    await page.evaluate(`localStorage.setItem('saccade.sweep.drafts', JSON.stringify({
      ...JSON.parse(localStorage.getItem('saccade.sweep.drafts')), gone: '{}',
    }))`)
    await other.getByTestId('sweep-text').press('Space')
    await expect.poll(drafts).toEqual(['gone', 'new', 'sprep2'])
    await other.close()
    await page.reload()
    await page.getByTestId('sweep-kept').waitFor()
    await expect.poll(drafts).toEqual(['new', 'sprep2'])
    expect(await page.getByTestId('sweep-text').inputValue()).toBe(mended)
    await page.getByTestId('sweep-anew').press('Enter')
    await page.locator('[data-testid=sweep-text]:focus').waitFor()
    await page
      .getByTestId('plan-summary')
      .filter({ hasText: /^2 runs|^1 run/ })
      .waitFor()
    await page.getByTestId('undo').click()
    expect(await page.getByTestId('sweep-text').inputValue()).toBe(mended)
    await page.getByTestId('sweep-text').fill(small)
    await expect.poll(() => page.getByTestId('plan-summary').innerText()).toMatch(/^2 runs, 8 steps/)
    await page.getByTestId('start-sweep').click()
    await page.getByTestId('sweep-page').waitFor()
    await page
      .getByTestId('sweep-state')
      .filter({ hasText: 'finished: all runs are done' })
      .waitFor({ timeout: 120_000 })
    expect(await page.getByTestId('sweep-counts').innerText()).toBe('2 finished')
    await page.getByTestId('sweep-table').getByText('score general').waitFor()
    await isAccessible()

    // It travels: forgotten here, it comes back with its runs.
    const table = await page.getByTestId('sweep-table').innerText()
    await page.getByTestId('sweep-export').click()
    await page.getByTestId('bundle-dialog').getByText('the sweep and its runs').waitFor()
    const saved = page.waitForEvent('download')
    await page.getByTestId('bundle-export').click()
    const bundle = await saved
    expect(bundle.suggestedFilename()).toBe('small.saccade.zip')
    await page.getByTestId('bundle-close').click()
    await page.getByRole('button', { name: 'Forget' }).click()
    await page.getByRole('button', { name: 'Forget it' }).click()
    await page.waitForURL(/#\/sweeps$/)
    await page.getByTestId('bundle-file').setInputFiles(await bundle.path())
    await page.getByTestId('bundle-sweep').getByText('came in, with 2 runs.').waitFor()
    expect(await violationsOf(page), 'dark, with a dialog').toEqual([])
    await page.getByTestId('bundle-sweep').getByRole('link', { name: 'small' }).click()
    await expect.poll(() => page.getByTestId('sweep-table').innerText()).toBe(table)

    // Straight on to another sweep: its axes answer too, and the keys of a slider are one step of the history.
    await go('/sweeps/sprep2')
    await page.getByRole('button', { name: 'Optimizer: Learning rate' }).press('Enter')
    for (const key of ['Home', 'PageUp', 'PageUp']) await page.getByRole('slider', { name: /^to/ }).press(key)
    await page.waitForURL(/sprep2\?keep=.*:0-200$/)
    await page.getByTestId('parallel-kept').waitFor()
    await page.goBack()
    await page.getByTestId('parallel-kept').waitFor({ state: 'detached' })
    expect(page.url()).toMatch(/#\/sweeps\/sprep2$/)

    // Code of one's own is shown and asked about before it is run.
    const code = `export default () => { throw new Error('never') }`
    const score = join(app.folder, 'own-score.js')
    await writeFile(score, code)
    await go('/sweeps/new')
    const attention = { score, size: 6 }
    await page
      .getByTestId('sweep-text')
      .fill(JSON.stringify({ ...SMALL, base: { ...SMALL.base, model: { ...SMALL.base.model, attention } } }))
    // At once: what stands there is trained, not what was read of it last.
    await page.getByTestId('start-sweep').click()
    expect(await page.getByTestId('score-content').textContent()).toBe(code)
    await page.getByTestId('score-no').click()
    await page.getByTestId('score-content').waitFor({ state: 'hidden' })
    await page.getByTestId('start-sweep').click()
    await page.getByTestId('score-yes').click()
    await page.getByTestId('sweep-page').waitFor()
    await page.getByTestId('sweep-state').filter({ hasText: '1 failed' }).waitFor({ timeout: 120_000 })
    expect(complaints).toEqual([])
  },
)

test(
  'a sweep made for another scheduler tells how its tasks stand, and takes in by itself what has finished',
  { timeout: 120_000 },
  async ({ skip }) => {
    if (typeof browser === 'string') return skip(browser)
    await go('/sweeps/new')
    await page.getByTestId('sweep-text').fill(JSON.stringify({ ...SMALL, name: 'elsewhere', seeds: [1, 2] }))
    await expect.poll(() => page.getByTestId('plan-summary').innerText()).toMatch(/^2 runs/)
    await page.getByTestId('place-slurm').click()
    await page.getByTestId('slurm-partition').fill('two words')
    await expect.poll(() => page.getByTestId('train-place').innerText()).toContain('one word, without quotes')
    await isAccessible()
    const folder = join(app.folder, 'tasks')
    await page.getByTestId('place-folder').click()
    await page.getByTestId('task-folder').fill(folder)
    await page.getByTestId('start-sweep').click()
    await expect.poll(() => page.getByTestId('tasks-counts').innerText()).toBe('2 waiting')
    await isAccessible()
    const runTask = ['bin/saccade.js', 'sweep', 'run-task', folder, '1']
    await promisify(execFile)(process.execPath, runTask)
    await page.getByTestId('tasks-counts').filter({ hasText: '1 waiting, 1 finished' }).waitFor()
    await expect.poll(() => page.getByTestId('sweep-counts').innerText()).toBe('1 finished, 1 to come')
    await page.getByRole('button', { name: 'Show all 2' }).press('Enter')
    await page.getByTestId('task').locator('a:focus').filter({ hasText: 'seed 2' }).press('Enter')
    await page.waitForURL(/#\/runs\/r/)
    expect(complaints).toEqual([])

    // Closed while the other trains, it takes that in when it comes back, though nobody looks at the sweep.
    await app.end()
    await promisify(execFile)(process.execPath, runTask.with(-1, '0'))
    app = await serveApp(undefined, app)
    await page.goto(app.url)
    await go('/sweeps')
    await page
      .getByTestId('sweep-item')
      .filter({ hasText: 'finished: all runs are done' })
      .filter({ hasText: 'elsewhere' })
      .waitFor()
  },
)
