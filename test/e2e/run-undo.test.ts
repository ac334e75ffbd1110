/** What is done to runs and to their table is done once, in every window, and can be taken back. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type PreparedRun, prepareHistory } from '../support/prepared-history.ts'
import { openBoard, picture, whenConnected } from './journey.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

const HISTORY: readonly PreparedRun[] = Array.from({ length: 5 }, (_, i) => ({
  id: `r${i}`,
  preset: i % 2 === 0 ? 'luong-dot' : 'bigru-bahdanau',
  seed: i + 1,
  steps: 200,
}))

describe.skipIf(typeof opened === 'string')('runs that are changed', () => {
  let app: ServedApp
  let page: Page
  let base = ''

  beforeAll(async () => {
    app = await serveApp((dataFolder) => prepareHistory(dataFolder, HISTORY))
    base = app.url.split('#')[0] ?? ''
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
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

  async function another(path: string): Promise<Page> {
    const other = await page.context().newPage()
    await other.goto(app.url)
    await whenConnected(other)
    await other.goto(`${base}#${path}`)
    return other
  }
  async function show(query = ''): Promise<void> {
    await page.goto(`${base}#/runs${query}`)
    await page.getByTestId('runs-table').waitFor()
  }
  const filter = () => page.getByRole('combobox', { name: 'Filter runs' })
  const row = (run: string) => page.getByTestId(`run-${run}`)
  const all = (selector: string, name: string) =>
    page.evaluate<string[]>(`[...document.querySelectorAll('${selector}')].map((one) => one.dataset.${name})`)
  const heads = () => all('th[data-column]', 'column')

  it('keeps a run that was brought back on its page when the window closes', async () => {
    await show()
    const other = await another('/runs/r1')
    await other.getByTestId('delete').click()
    await row('r1').waitFor({ state: 'detached' })
    await other.getByTestId('restore-run').click()
    await row('r1').waitFor()
    await other.goto('about:blank')
    const third = await another('/runs')
    await third.getByTestId('run-r1').waitFor()
    await third.close()
    await other.close()
    expect(await row('r1').count()).toBe(1)
  })

  it('offers the way back also after the page was loaded anew, by its key, and with no run left in sight', async () => {
    await show('?where=r3')
    await row('r3').getByTestId('delete').click()
    await row('r3').waitFor({ state: 'detached' })
    await page.reload()
    await page.getByTestId('undo-note').waitFor()
    await page.keyboard.press('Control+z')
    await row('r3').waitFor()
    await show()
  })

  it('shows a run that was deleted and quickly brought back in every window', async () => {
    const other = await another('/runs')
    await other.getByTestId('run-r2').getByTestId('delete').waitFor()
    // Right after a change that was drawn, so that the next two are drawn at once.
    await other.evaluate(`(async () => {
      const there = async (selector) => {
        while (!document.querySelector(selector)) await new Promise((go) => setTimeout(go, 1))
        return document.querySelector(selector)
      }
      document.querySelector('[data-testid="run-r3"] [data-testid="star"]').click()
      await there('[data-testid="run-r3"] [aria-pressed="true"]')
      document.querySelector('[data-testid="run-r2"] [data-testid="delete"]').click()
      while (!document.querySelector('[data-testid="undo-note"]')?.innerText.includes('Deleted')) await new Promise((go) => setTimeout(go, 1))
      const undo = await there('[data-testid="undo"]:enabled')
      undo.click()
    })()`)
    await other.getByTestId('undo-note').getByText('Starred').waitFor()
    await other.getByTestId('undo').click() // what is told after it
    await row('r3').getByTestId('star').and(page.locator('[aria-pressed="false"]')).waitFor()
    await row('r2').waitFor()
    await other.close()
  })

  it('comes back to a filter by Forward, and keeps what stood before a filter that was chosen', async () => {
    await show()
    await filter().fill('preset:luong-dot')
    await row('r1').waitFor({ state: 'detached' })
    await page.goBack()
    await row('r1').waitFor()
    await page.goForward()
    await row('r1').waitFor({ state: 'detached' })
    expect(await filter().inputValue()).toBe('preset:luong-dot')
    await page.goBack()
    await row('r1').waitFor()
    expect(await filter().inputValue()).toBe('')
  })

  it('keeps archived runs shown while a filter that asks for them is typed on', async () => {
    await show()
    await row('r4').getByRole('checkbox').click()
    await page.getByTestId('bulk-archive').click()
    await row('r4').waitFor({ state: 'detached' })
    await filter().fill('archived:yes')
    await row('r4').waitFor()
    await filter().fill('archived:yes scor=')
    await page.getByTestId('query-fault').waitFor()
    expect(await row('r4').count()).toBe(1)
    await filter().fill('archived:yes')
    await page.getByTestId('undo').click()
    await filter().fill('')
    await page.getByRole('button', { name: 'Select nothing' }).click()
  })

  it('tags a row by its key where no column of tags is shown', async () => {
    await show()
    await row('r0').getByRole('checkbox').focus()
    await page.keyboard.press('t')
    await page.getByTestId('tag-input').fill('kept')
    await page.keyboard.press('Enter')
    await page.getByTestId('undo-note').getByText('kept').waitFor()
    await page.keyboard.press('Escape')
    await until('the row again', async () => (await row('r0').locator(':focus').count()) === 1)
    await page.keyboard.press('Control+z')
    await page.getByTestId('undo-note').waitFor({ state: 'detached' })
  })

  it('moves columns with the mouse, and pinned ones among each other', async () => {
    await show()
    // The column of tags goes with the last of them, which the test before took away.
    await page.locator('th[data-column="tag"]').waitFor({ state: 'detached' })
    const [, first = '', , third = ''] = await heads()
    await page.locator(`th[data-column="${third}"]`).dragTo(page.locator(`th[data-column="${first}"]`))
    await until('the moved column', async () => (await heads())[1] === third)
    await page.getByTestId('columns').click()
    const chooser = page.getByTestId('column-chooser')
    await chooser.getByRole('listitem').nth(2).getByRole('button', { name: /^Pin/ }).click()
    const [, pinned = '', one = '', two = ''] = await heads()
    await chooser
      .getByRole('listitem')
      .nth(1)
      .getByRole('button', { name: /to the right$/ })
      .click()
    expect((await heads()).slice(1, 4)).toEqual([pinned, two, one])
    await page.keyboard.press('Escape')
    await page.locator(`th[data-column="${two}"] button`).focus()
    await page.keyboard.press('Alt+ArrowLeft') // on to what is pinned, where it may not stand
    expect((await heads()).slice(1, 4)).toEqual([pinned, two, one])
    await page.getByTestId('columns').click()
    await chooser.getByRole('button', { name: 'As at first' }).click()
    await page.keyboard.press('Escape')
  })

  it('moves charts with the mouse', async () => {
    await openBoard(page, app.url, { runs: [{ run: 'r0' }, { run: 'r1' }] })
    const order = () => all('[data-testid="curves"] figure[data-testid^="curve-"]', 'testid')
    await until('charts', async () => (await order()).length > 1)
    const [before = '', after = ''] = await order()
    await page.getByTestId('chart-grip').nth(1).dragTo(page.getByTestId(before))
    await until('the moved chart', async () => (await order())[0] === after && (await order())[1] === before)
  })

  it('has all pages in reach, and a slider to move, at 200 % on a small screen', async () => {
    for (const width of [640, 512]) {
      await page.setViewportSize({ width, height: 600 })
      const beyond = await page.evaluate(`[...document.querySelectorAll('header a, header button')].filter((one) => {
        const { left, right } = one.getBoundingClientRect()
        return left < 0 || right > innerWidth
      }).length`)
      expect(beyond).toBe(0)
      const track = await page.getByTestId('step-range').boundingBox()
      expect(track?.width).toBeGreaterThan(150)
      await picture(page, `narrow-${width}`)
    }
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('finds what can be done on each page by its name, and what its keys are', async () => {
    const offers = async (text: string, id: string) => {
      await page.keyboard.press('Control+k')
      await page.getByTestId('command-input').fill(text)
      await page.getByTestId(`command-${id}`).waitFor()
      await page.keyboard.press('Escape')
      await page.getByTestId('command-input').waitFor({ state: 'hidden' })
    }
    await offers('add panel', 'compare-panel-values')
    await offers('export board', 'compare-export')
    await show()
    await row('r0').getByRole('checkbox').click()
    await offers('compare selected', 'runs-compare')
    await page.getByTestId('open-keys').click()
    for (const title of ['Tag the run', 'Select all shown runs', 'The whole curve again'])
      await page.getByTestId('help-sheet').getByText(title).waitFor()
    await page.keyboard.press('Escape')
    await page.goto(`${base}#/runs/r0`)
    await page.getByTestId('run-name').waitFor()
    await page.getByTestId('help-sheet').waitFor({ state: 'hidden' })
    await offers('this run rename', 'run-rename')
  })
})
