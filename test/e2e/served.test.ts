import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  compareTwoPresets,
  picture,
  pressForNewest,
  train,
  tryASentence,
  whenConnected,
  whenCurveGrows,
  whenNewestIs,
} from './journey.ts'
import { complaintsOf, openBrowser, serveApp, type ServedApp } from './served-app.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

describe.skipIf(typeof opened === 'string')('served to a browser', () => {
  let app: ServedApp
  let page: Page
  let complaints: readonly string[] = []

  beforeAll(async () => {
    app = await serveApp()
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    complaints = complaintsOf(page)
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

  test('leads from an empty data folder to two models compared', async () => {
    await compareTwoPresets(page, 'served', async () => {
      expect(page.url()).not.toContain('token')
    })
    await page.getByTestId('theme-dark').click()
    await picture(page, 'served-5-dark')
    await page.getByTestId('theme-light').click()
  })

  test('decodes a sentence of one’s own with a beam and by sampling', async () => {
    await tryASentence(page, 'served')
  })

  test('says which line of a dropped file is wrong, and goes on', async () => {
    await page.getByTestId('nav-data').click()
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['ein Haus\\ta house\\nohne Übersetzung\\n'], 'bad.tsv'))
      return transfer
    })()`)
    await page.locator('main').dispatchEvent('drop', { dataTransfer: dropped })
    await page.getByTestId('import-now').click()
    const notice = page.getByTestId('error-notice')
    await notice.waitFor()
    expect(await notice.textContent()).toMatch(/bad\.tsv:2/)
    await picture(page, 'served-6-bad-file')
    await page.getByTestId('nav-data').click()
    await page.getByTestId('dataset-reverse').click()
    await page.getByTestId('dataset-report').waitFor()
  })

  test('keeps everything when the page is loaded again during a training', async () => {
    await train(page, { presets: ['bigru-bahdanau'], steps: 100_000, batchSize: 8, evaluateEvery: 10 })
    await whenCurveGrows(page, 'train/loss', 1)
    await page.reload()
    await whenConnected(page)
    await expect.poll(() => page.getByTestId('run-picker').getByRole('listitem').count()).toBe(3)
    await whenCurveGrows(page, 'train/loss', 2)
    await whenNewestIs(page, 'running')
    await pressForNewest(page, 'stop')
    await whenNewestIs(page, 'stopped')
  })

  test('runs a score of the user’s own after a yes to its code', async () => {
    const file = join(app.folder, 'my-score.js')
    const code = [
      "import * as tf from '@tensorflow/tfjs-core'",
      'const score = (q, k) => tf.matMul(tf.slice(tf.expandDims(q, 1), 0, [-1, -1, -1, 8]), k, false, true)',
      'export default () => ({ heads: 1, prepare: (x) => tf.slice(tf.expandDims(x, 1), 0, [-1, -1, -1, 8]), score })',
    ].join('\n')
    await writeFile(file, code)
    await page.getByTestId('nav-train').click()
    // The draft is as the training before left it: one preset.
    expect(await page.getByTestId('preset-bigru-plain').getByRole('checkbox').isChecked()).toBe(false)
    const field = page.getByTestId('field-model.attention.score').locator('input')
    await field.fill(file)
    await field.press('Enter')
    await page.getByTestId('train').click()
    expect(await page.getByTestId('score-content').textContent()).toBe(code)
    await picture(page, 'served-7-score')
    await page.getByTestId('score-no').click()
    await page.getByTestId('score-content').waitFor({ state: 'hidden' })
    await page.getByTestId('train').click()
    await page.getByTestId('score-yes').click()
    await page.getByTestId('run-picker').waitFor()
    await whenNewestIs(page, 'running')
    await pressForNewest(page, 'stop')
    await whenNewestIs(page, 'stopped')
  })

  test('G33: a run deleted in one window is told to be deleted in another, and has no buttons there', async () => {
    const other = await browser.newPage()
    await other.goto(app.url)
    await whenConnected(other)
    await other.getByTestId('nav-runs').click()
    await other.getByTestId('runs-table').getByRole('link').first().click()
    // The table, each of whose rows has this button too, is there until the page of the run is.
    await other.getByTestId('tab-overview').waitFor()
    await other.getByTestId('delete').waitFor()
    await pressForNewest(page, 'delete')
    await page.getByTestId('undo-note').waitFor()
    await other.getByTestId('empty-state').getByRole('heading', { name: 'This run was deleted' }).waitFor()
    await picture(other, 'served-8-deleted')
    for (const gone of ['delete', 'resume', 'compare-run', 'tab-overview']) {
      expect(await other.getByTestId(gone).count()).toBe(0)
    }
    await other.close()
  })

  test('a link opened in a new tab is let in, and so are tabs of an earlier launch once one has the new address', async () => {
    const context = await browser.newContext()
    const first = await context.newPage()
    await first.goto(app.url)
    await whenConnected(first)
    const opening = context.waitForEvent('page')
    await first.getByTestId('nav-runs').click({ modifiers: ['ControlOrMeta'] })
    const second = await opening
    await second.getByTestId('runs-table').waitFor()
    await second.reload()
    await second.getByTestId('runs-table').waitFor()
    // The first may be gone then; nothing of the token is in an address or a cookie.
    await first.close()
    await second.reload()
    await whenConnected(second)
    expect(second.url()).not.toContain('token')
    expect(await context.cookies()).toEqual([])
    // A tab with an old token, as of a server that was started again meanwhile.
    const third = await context.newPage()
    await third.goto(app.url.replace(/#.*/, '#token=of-an-earlier-launch'))
    await whenConnected(third)
    // Another browser has no such tab, and is not let in.
    const elsewhere = await browser.newContext()
    const stranger = await elsewhere.newPage()
    await stranger.goto(app.url.replace(/#.*/, ''))
    await stranger.getByTestId('connection-lost').getByText('does not let this page in').waitFor()
    await elsewhere.close()
    await context.close()
  })

  test('a page that cannot be read is told of, and the window keeps what it has where the host is gone', async () => {
    const own = await serveApp()
    const context = await browser.newContext()
    const window = await context.newPage()
    for (const name of ['QueueView', 'TrainView']) {
      await window.route(new RegExp(`/${name}-[^/]*\\.js$`), (route) => route.abort())
    }
    await window.goto(`${own.url}&/data`)
    await whenConnected(window)
    await window.getByTestId('nav-queue').click()
    await window.getByTestId('code-lost').waitFor()
    await window.unrouteAll()
    await window.getByTestId('code-lost').getByRole('button', { name: 'Reload' }).click()
    await window.getByRole('heading', { name: 'Queue' }).waitFor()
    await window.route(/\/TrainView-[^/]*\.js$/, (route) => route.abort())
    await window.reload()
    await window.getByRole('heading', { name: 'Queue' }).waitFor()
    await own.end()
    await window.getByTestId('connection-lost').waitFor()
    await window.getByTestId('nav-train').click()
    await window.getByTestId('code-lost').waitFor()
    expect(await window.getByRole('heading', { name: 'Queue' }).count()).toBe(1)
    await context.close()
    await own.close()
  })

  test('nothing went wrong in the page', () => {
    expect(complaints).toEqual([])
  })
})
