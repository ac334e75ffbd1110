/** What a user meets on each page, looked at in one browser over a history that was made and not trained. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { prepareHistory } from '../support/prepared-history.ts'
import { violationsOf } from './accessibility.ts'
import { openBoard, picture, whenConnected } from './journey.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'
import { HISTORY, MANY, SEEDS } from './window-history.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser
const SMALL = { width: 1024, height: 700 }
const PAGES = ['data', 'train', 'runs', 'compare']

describe.skipIf(typeof opened === 'string')('the window', () => {
  let app: ServedApp
  let page: Page

  beforeAll(async () => {
    app = await serveApp((dataFolder) => prepareHistory(dataFolder, HISTORY))
    // axe-core wants a context of its own.
    page = await (await browser.newContext({ viewport: SMALL })).newPage()
    await page.goto(app.url)
    await whenConnected(page)
  })
  beforeEach(() => page.setViewportSize(SMALL))
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(page, `failed-${task.name.replaceAll(/\W+/g, '-')}`)
  })
  afterAll(async () => {
    await browser.close()
    await app.close()
  })

  const go = (name: string) => page.getByTestId(`nav-${name}`).click()

  /** Opens a new board of these runs, and waits for their curves. */
  async function compare(runs: readonly string[]): Promise<void> {
    await openBoard(page, app.url, { runs: runs.map((run) => ({ run })) })
    await page.getByTestId('maps').waitFor()
    await until('the curves', async () => (await page.locator('.nothing').count()) === 0)
  }

  const curve = (metric: string) => page.getByTestId(`curve-${metric}`)
  const step = () => page.getByTestId('step').innerText()
  const values = (metric: string) => curve(metric).getByTestId('curve-values')

  /** A place over a chart, as shares of its width and height. */
  async function over(metric: string, x: number, y: number): Promise<{ x: number; y: number }> {
    const box = await boxOf(curve(metric).locator('canvas').first())
    return { x: box.x + x * box.width, y: box.y + y * box.height }
  }

  async function point(metric: string, x: number, y: number): Promise<void> {
    const at = await over(metric, x, y)
    await page.mouse.move(at.x, at.y)
    await curve(metric).getByTestId('curve-hair').waitFor()
  }

  async function drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move((from.x + to.x) / 2, to.y, { steps: 4 })
    await page.mouse.move(to.x, to.y, { steps: 4 })
    await page.mouse.up()
  }

  it('G28: shows values that cover no curve and move nothing, within their chart, with many runs too', async () => {
    await compare(MANY)
    for (const metric of ['train/loss', 'valid/token_accuracy']) {
      const before = await boxOf(values(metric))
      for (const x of [0.02, 0.5, 0.98]) {
        await point(metric, x, 0.5)
        const [box, chart] = [await boxOf(values(metric)), await boxOf(curve(metric))]
        const drawn = await boxOf(curve(metric).locator('canvas'))
        expect(box).toEqual(before)
        expect(box.x).toBeGreaterThanOrEqual(chart.x)
        expect(box.x + box.width).toBeLessThanOrEqual(chart.x + chart.width)
        expect(box.y + box.height).toBeLessThanOrEqual(chart.y + chart.height)
        expect(Math.max(box.y - drawn.y - drawn.height, box.x - drawn.x - drawn.width)).toBeGreaterThan(-1)
        expect(await values(metric).innerText()).toMatch(/and \d+ more/)
      }
    }
  })

  it('G29: zooms all charts of one axis by a drag, and leaves slider and following alone', async () => {
    await compare(SEEDS)
    const before = await step()
    const [loss, exact] = [await look(curve('train/loss')), await look(curve('valid/exact_match'))]
    await drag(await over('train/loss', 0.4, 0.5), await over('train/loss', 0.8, 0.5))
    await until('both charts zoomed', async () => (await page.getByTestId('reset-zoom').count()) === 3)
    expect(await look(curve('train/loss'))).not.toBe(loss)
    expect(await look(curve('valid/exact_match'))).not.toBe(exact)
    await page.keyboard.down('Shift')
    await drag(await over('train/loss', 0.6, 0.5), await over('train/loss', 0.8, 0.5))
    await page.keyboard.up('Shift')
    expect(await step()).toBe(before)
    expect(await page.getByTestId('follow').getAttribute('aria-pressed')).toBe('true')
    await page.getByTestId('reset-zoom').first().click()
    await until('the whole curve', async () => (await page.getByTestId('reset-zoom').count()) === 0)
    // A click still takes the slider there.
    const middle = await over('train/loss', 0.5, 0.5)
    await page.mouse.click(middle.x, middle.y)
    await until('another step', async () => (await step()) !== before)
  })

  it('G31: labels runs by what tells them apart, the same on every page', async () => {
    await compare(SEEDS)
    const labels = ['seed 1', 'seed 2', 'seed 3', 'seed 4']
    await point('train/loss', 0.5, 0.5)
    const words = (await values('train/loss').textContent()) ?? ''
    for (const label of labels) expect(words).toContain(label)
    expect(words).not.toContain('luong')
    expect(await texts(page.getByTestId('maps').locator('.name'))).toEqual(labels)
    expect(await page.getByTestId('common').textContent()).toBe('luong-2015 · reverse 3–10')
    await page.getByTestId('add-panel').click()
    await page.getByTestId('add-panel-significance').click()
    await page.getByTestId('panel-significance').getByText('against seed 1').waitFor()
    await page.goBack()
    await page.getByTestId('panel-significance').waitFor({ state: 'detached' })
  })

  it('G31: never cuts the end of a label, and the table of runs fits with its seeds', async () => {
    await compare(['rlong2', 'rc1222'])
    // What is shown of a label that has no room: as wide as the room at most, the end of the label at its end.
    const cutEnds = `[...document.querySelectorAll('.middle')].flatMap((label) => {
      const shown = label.cloneNode()
      shown.removeAttribute('data-cut')
      shown.style.cssText = 'position: absolute; width: max-content; max-width: none'
      shown.textContent = label.dataset.cut ?? label.textContent
      label.after(shown)
      // Of a label that is cut, any part of a pixel too much would cost its end.
      const [room, taken] = [label, shown].map((one) => one.getBoundingClientRect().width)
      const isWithin = taken <= room + (label.dataset.cut === undefined ? 1 : 0)
      const isWhole = label.textContent.endsWith(shown.textContent.slice(-1)) && isWithin
      shown.remove()
      return isWhole ? [] : [label.textContent]
    })`
    const shown = `[...document.querySelectorAll('[data-testid="maps"] .name .middle')].map((one) => one.dataset.cut ?? '')`
    expect(await page.evaluate(shown)).toContainEqual(expect.stringMatching(/^.+….+s on at last$/))
    expect(await page.evaluate(cutEnds)).toEqual([])
    await go('runs')
    const table = page.getByTestId('runs-table')
    await table.waitFor()
    await noOverflow(page, '.frame')
    expect(await page.evaluate(cutEnds)).toEqual([])
    const row = page.getByTestId('run-rlong2')
    expect(await row.innerText()).toContain('at last')
    const seed = await boxOf(table.getByRole('columnheader', { name: 'Seed' }))
    expect(seed.x + seed.width).toBeLessThan(SMALL.width)
  })

  it('fits the maps into a small window: two rows of tools, runs in their order, one without attention as a line below', async () => {
    await compare(['rc1222', 'ra1222', 'rc2222', 'rb1222'])
    const maps = page.getByTestId('maps')
    await maps.getByTestId('no-attention').waitFor()
    const names = await texts(maps.locator('.name'))
    expect(names).toEqual(['luong-2015 · seed 1', 'luong-2015 · seed 2', 'bigru-bahdanau', 'bigru-plain'])
    expect((await boxOf(page.getByTestId('map-ra1222'))).height).toBeLessThan(32)
    expect((await boxOf(page.locator('.maps-bar'))).height).toBeLessThan(80)
    expect((await boxOf(page.locator('.curves-bar'))).height).toBeLessThan(40)
  })

  it('G35: takes a file that is dropped on any page to the data, and is not pushed aside by its name', async () => {
    const name = `${'a-very-long-name-of-a-file-'.repeat(6)}.tsv`.slice(-150)
    for (const start of ['runs', 'compare', 'train']) {
      await go(start)
      await drop(page, name)
      await page.waitForURL(/#\/data\/import\?/)
      await page.getByTestId('import-files').getByText('.tsv').waitFor()
      await page.getByTestId('preview-pairs').waitFor()
      const button = await boxOf(page.getByTestId('import-now'))
      expect(button.x + button.width).toBeLessThanOrEqual(SMALL.width)
      await noOverflow(page, 'body')
    }
    await drop(page, 'instead.tsv') // of the file that is looked at
    await page.getByTestId('import-files').getByText('instead.tsv').waitFor()
    await page.goBack()
    await page.goBack()
    await page.getByTestId('import-files').getByText(name).waitFor()
    await page.getByTestId('preview-pairs').waitFor()
    await page.getByTestId('import-now').click()
    await page.getByTestId('dataset-name-shown').waitFor()
    const trains = await boxOf(page.getByTestId('train-on'))
    expect(trains.x + trains.width).toBeLessThanOrEqual(SMALL.width)
    await noOverflow(page, 'body')
    await page.getByTestId('train-on').click()
    const train = await boxOf(page.getByTestId('train'))
    expect(train.x + train.width).toBeLessThanOrEqual(SMALL.width)
  })

  it('G35: stays where it is when a link or a text is dropped', async () => {
    await go('runs')
    const prevented = await page.evaluate(`(() => {
      const dataTransfer = new DataTransfer()
      dataTransfer.setData('text/uri-list', 'https://example.org/')
      return ['dragover', 'drop'].map((type) => !document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })))
    })()`)
    expect(prevented).toEqual([true, true])
  })

  it('G36: says where a curve stopped being finite, below the chart and among the values', async () => {
    await compare(['rnan22', 'rfast2'])
    expect(await curve('train/loss').getByTestId('broken').textContent()).toContain('NaN from step 500')
    expect(await curve('valid/exact_match').getByTestId('broken').count()).toBe(0)
    await point('train/loss', 0.9, 0.5)
    expect(await values('train/loss').locator('.lost').textContent()).toContain('NaN')
    await point('train/loss', 0.2, 0.5)
    await until('a value again', async () => (await values('train/loss').locator('.lost').count()) === 0)
  })

  it('G37: sorts a loss by its best first', async () => {
    await go('runs')
    await page.getByRole('button', { name: 'Valid loss' }).click()
    const heading = page.getByRole('columnheader', { name: 'Valid loss' })
    expect(await heading.getAttribute('aria-sort')).toBe('ascending')
    await page.getByRole('button', { name: 'Exact match' }).click()
    expect(await page.getByRole('columnheader', { name: 'Exact match' }).getAttribute('aria-sort')).toBe('descending')
  })

  it('G37: says what was made for other data, and keeps the seeds', async () => {
    await go('data')
    await page.getByTestId('dataset-reverse').click()
    await go('train')
    await page.getByTestId('seeds').fill('3-5')
    await page.getByTestId('name').fill('attempt')
    const steps = page.getByTestId('field-training.steps').locator('input')
    await steps.fill('77')
    await steps.press('Tab')
    await go('data')
    await page.getByTestId('dataset-copy').click()
    expect(await page.getByTestId('carried').textContent()).toContain(
      'Kept from reverse 3–10: 1 setting and the name “attempt”',
    )
    await go('train')
    expect(await page.getByTestId('seeds').inputValue()).toBe('3-5')
    await page.getByTestId('carried-reset').click()
    expect(await page.getByTestId('name').inputValue()).toBe('')
    expect(await steps.inputValue()).not.toBe('77')
    expect(await page.getByTestId('carried').count()).toBe(0)
  })

  it('G38: reads curves by the arrow keys', async () => {
    await compare(SEEDS)
    const stage = curve('train/loss').getByRole('group')
    await stage.focus()
    await page.keyboard.press('Home')
    expect(await values('train/loss').innerText()).toContain('step 0')
    await page.keyboard.press('ArrowRight')
    expect(await values('train/loss').innerText()).toContain('step 10\n')
    await page.keyboard.press('End')
    expect(await curve('train/loss').locator('[aria-live]').textContent()).toContain('step 1\u202f000: ')
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await until('step 0', async () => (await step()) === 'step 0')
    await page.keyboard.press('Escape')
    expect(await curve('train/loss').getByTestId('curve-hair').count()).toBe(0)
  })

  it('G38: passes a list of runs in one stop, and moves in it by the arrow keys', async () => {
    await compare(SEEDS)
    const picker = page.getByTestId('run-picker')
    const stops = 'input:not([tabindex="-1"]), a:not([tabindex="-1"]), button:enabled:not([tabindex="-1"])'
    expect(await picker.locator('ul').locator(stops).count()).toBe(1)
    await picker.getByRole('checkbox').first().focus()
    await page.keyboard.press('ArrowDown')
    const second = picker.getByRole('listitem').nth(1)
    expect(await second.locator('input:focus').count()).toBe(1)
    await page.keyboard.press('ArrowRight')
    expect(await second.locator('a:focus').count()).toBe(1)
    await go('runs')
    expect(await page.getByTestId('runs-table').locator('tbody').locator(stops).count()).toBe(1)
  })

  it('G38: shows focus on the borders of panes, and says where they stand', async () => {
    await compare(SEEDS)
    const border = page.getByRole('separator').first()
    const before = Number(await border.getAttribute('aria-valuenow'))
    const colour = () => page.evaluate(`getComputedStyle(document.querySelector('[role="separator"]')).backgroundColor`)
    const plain = await colour()
    await border.focus()
    await page.keyboard.press('ArrowRight')
    expect(Number(await border.getAttribute('aria-valuenow'))).toBeGreaterThan(before)
    expect(await colour()).not.toBe(plain)
  })

  it('G39: has no words made for programs in its messages', async () => {
    await page.goto(`${app.url.split('#')[0] ?? ''}#/runs/rnever`)
    const notice = page.getByTestId('error-notice')
    await notice.waitFor()
    expect(await notice.innerText()).not.toMatch(/not-found|`|saccade runs/)
    expect(await notice.innerText()).toContain('There is no run “rnever”')
    await go('train')
    const layers = page.getByTestId('field-model.encoder.layers').locator('input')
    await layers.fill('99')
    await layers.press('Tab')
    const problems = page.getByTestId('problems')
    expect(await problems.innerText()).toContain('Encoder: Layers 99 is too large; 8 is the most')
    await page.getByTestId('reset-all').click()
    expect(await problems.count()).toBe(0)
  })

  it('G40: exports a map with all of its caption, its gold links and its scale', async () => {
    await compare(['rlong2', 'rfast2'])
    // Where a picture may not go to the clipboard it is saved as a file.
    await page.evaluate('(navigator.clipboard.write = () => Promise.reject(new Error()), 0)')
    const copy = page.getByTestId('map-rlong2').getByRole('button', { name: 'Copy the map as a picture' })
    const [download] = await Promise.all([page.waitForEvent('download'), copy.click()])
    const stream = await download.createReadStream()
    const png = Buffer.concat(await stream.toArray()).toString('base64')
    const found = await page.evaluate<{ width: number; right: number; gold: number; shades: number }>(`(async () => {
      const bytes = Uint8Array.from(atob('${png}'), (letter) => letter.charCodeAt(0))
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
      context.drawImage(image, 0, 0)
      const { data } = context.getImageData(0, 0, image.width, image.height)
      const has = (x, y, test) => test(...data.slice(4 * (y * image.width + x), 4 * (y * image.width + x) + 3))
      const columns = (test) => Array.from({ length: image.width }, (_, x) => x).filter((x) =>
        Array.from({ length: image.height }, (_, y) => y).some((y) => has(x, y, test)))
      const ink = columns((r, g, b) => r < 120 && g < 120 && b < 120)
      const foot = Math.round(image.height - 2 * (12 + 20 * 2 + 6 + 5))
      const shades = new Set(Array.from({ length: image.width }, (_, x) => data[4 * (foot * image.width + x)]))
      return { width: image.width, right: Math.max(...ink), gold: columns((r, g, b) => r > 180 && g < 160 && g > 110 && b < 40).length, shades: shades.size }
    })()`)
    expect(found.right).toBeLessThan(found.width - 8)
    expect(found.width).toBeGreaterThan(1000) // the caption is far wider than a map of four columns
    expect(found.gold).toBeGreaterThan(10)
    expect(found.shades).toBeGreaterThan(50)
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`G38: holds what axe-core asks for on every page, ${theme}`, async () => {
      await compare(SEEDS)
      await page.getByTestId(`theme-${theme}`).click()
      const found: string[] = []
      const check = async (where: string) => {
        const without = ['[data-testid="rows"] li:nth-child(n + 5)']
        const violations = await violationsOf(page, { rules: theme === 'light' ? 'all' : 'colours', without })
        found.push(...violations.map((line) => `${where}: ${line}`))
      }
      const few = () => page.getByLabel('Filter runs').first().fill('luong-2015') // the rows are alike, and each takes its time
      await few()
      await check('compare')
      await page.goto(`${app.url.split('#')[0] ?? ''}#/runs/rnan22`)
      await page.getByTestId('run-name').waitFor()
      for (const tab of ['overview', 'configuration', 'translate', 'log']) {
        await page.getByTestId(`tab-${tab}`).click()
        await check(`run, ${tab}`)
      }
      await go('data')
      await page.getByTestId('dataset-reverse').click()
      await page.getByTestId('dataset-report').waitFor()
      await check('data')
      await go('train')
      await page.getByTestId('settings-all').click()
      await check('train')
      await go('runs')
      await few()
      await check('runs')
      expect(found).toEqual([])
      for (const name of PAGES) {
        await go(name)
        expect(await page.locator('h1').count(), `headings of the page ${name}`).toBe(1)
      }
    })
  }
})

async function boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox()
  if (!box) throw new Error('It is not there to be measured')
  return box
}

async function look(element: Locator): Promise<string> {
  return (await element.locator('canvas').first().screenshot()).toString('base64')
}

const texts = (elements: Locator) => elements.allTextContents()

async function noOverflow(page: Page, selector: string): Promise<void> {
  const over = await page.evaluate(
    `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('${selector}'))`,
  )
  expect(over, `how much ${selector} is too wide`).toBe(0)
}

/** Drops a file of three pairs on the middle of the page. */
async function drop(page: Page, name: string): Promise<void> {
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['a b\\tb a\\nc d\\td c\\ne f\\tf e\\n'], '${name}'))
    const target = document.elementFromPoint(innerWidth / 2, innerHeight / 2)
    target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })()`)
}
