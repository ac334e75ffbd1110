/** The first minute of a new user, and what is reached by name and by keys alone. */
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { violationsOf } from './accessibility.ts'
import { picture, whenConnected, whenNewestIs } from './journey.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser
const TRAINING = 120_000

describe.skipIf(typeof opened === 'string')('the first minute', () => {
  let app: ServedApp
  let page: Page
  const found: string[] = []

  beforeAll(async () => {
    app = await serveApp()
    page = await (await browser.newContext({ viewport: { width: 1024, height: 700 } })).newPage()
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

  const go = (path: string) => page.goto(`${app.url.split('#')[0] ?? ''}#${path}`)

  /** What axe-core finds here of level A and AA, in both colours. */
  async function check(where: string): Promise<void> {
    for (const theme of ['dark', 'light']) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`)
      await picture(page, `first-minute-${where}-${theme}`)
      const violations = await violationsOf(page, { rules: theme === 'light' ? 'levels' : 'colours' })
      found.push(...violations.map((line) => `${where}, ${theme}: ${line}`))
    }
  }

  /** Walks with the tab key, as somebody without a mouse does, to the control that has this test id or holds it. */
  async function tabTo(testId: string): Promise<void> {
    const focused = `document.activeElement?.closest('[data-testid="${testId}"]') !== null && document.activeElement !== document.body`
    for (let presses = 0; presses < 150; presses += 1) {
      if (await page.evaluate(focused)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`the tab key does not reach ${testId}`)
  }

  async function typeInto(testId: string, text: string): Promise<void> {
    await tabTo(testId)
    await page.keyboard.press('Control+a')
    await page.keyboard.type(text)
    await page.keyboard.press('Tab')
  }

  test('an empty history opens on the data, with an example that can be dragged through', async () => {
    await page.getByTestId('first-steps').waitFor()
    expect(page.url()).toContain('#/data')
    await check('start')
    await page.getByTestId('open-example').click()
    const maps = page.locator('[data-testid^="map-example"]')
    await page.locator('[data-testid="map-example1"][data-step="400"]').waitFor()
    expect(await maps.count()).toBe(2)
    await check('example')
    await page.getByTestId('step-range').focus()
    await page.keyboard.press('Home')
    for (const run of ['example1', 'example2']) {
      await page.locator(`[data-testid="map-${run}"][data-step="0"]`).waitFor()
    }
    await page.keyboard.press('ArrowRight')
    await page.locator('[data-testid="map-example2"][data-step="10"]').waitFor()

    await page.goto(app.url.split('#')[0] ?? '')
    await page.getByTestId('maps').waitFor() // with runs there it opens on the comparison, and on the last one
  })

  test('a run’s page shows its curves and a map, which move together', async () => {
    await go('/runs/example1')
    await page.locator('[data-testid="run-attention"][data-step="400"]').waitFor()
    await page.getByTestId('run-curves').locator('canvas').first().waitFor()
    await check('run')
    await page.getByTestId('run-step').focus()
    await page.keyboard.press('Home')
    await page.locator('[data-testid="run-attention"][data-step="0"]').waitFor()
    await page.getByTestId('to-best').click()
    await page.locator('[data-testid="run-attention"][data-step="400"]').waitFor()
  })

  test('the same again: what differs is told, goes back, survives a reload and a file', async () => {
    await page.getByTestId('same-again-run').click()
    const changes = page.getByTestId('same-again').getByRole('listitem')
    await page
      .getByTestId('same-again')
      .getByRole('link', { name: /Example/ })
      .waitFor()
    expect(await changes.count()).toBe(0)
    await setField('training.steps', '4')
    await setField('training.batchSize', '8')
    await expect.poll(() => changes.allInnerTexts()).toHaveLength(2)
    // Beside the button that starts it, too.
    const planned = page.getByTestId('plan-changes').getByRole('listitem')
    expect(await planned.allInnerTexts()).toEqual(['Training: Steps 4, was 400', 'Training: Batch size 8, was 128'])
    await check('same-again')
    await go('/runs/example1')
    await page.getByTestId('same-again-run').click()
    await expect.poll(() => changes.count()).toBe(0) // opened anew, whatever was changed of it before
    await setField('training.steps', '4')
    await page.getByTestId('field-training.batchSize').locator('input').fill('8')
    await expect.poll(() => changes.count()).toBe(2) // while it is typed
    await page.keyboard.press('Tab')
    await page.reload()
    await expect.poll(() => changes.allInnerTexts()).toHaveLength(2)
    await page.getByRole('button', { name: 'Training: Batch size back to 128' }).click()
    await expect.poll(() => changes.allInnerTexts()).toHaveLength(1)

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('save-configuration').click(),
    ])
    const text = readFileSync(await download.path(), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ $schema: './saccade.schema.json', training: { steps: 4, batchSize: 128 } })
    await dropFile('wrong.json', JSON.stringify({ training: { steps: 0 } }))
    await page.getByTestId('error-notice').getByText('training.steps', { exact: true }).waitFor()
    expect(await changes.count()).toBe(1)
    await go('/runs') // a file is caught on every page
    await page.getByTestId('runs-table').waitFor()
    await dropFile('saved.json', text)
    await page.getByTestId('same-again').getByRole('heading', { name: 'Same as saved.json' }).waitFor()
    expect(await changes.count()).toBe(0)

    await page.getByTestId('train').click()
    await page.getByTestId('run-picker').waitFor()
    await whenNewestIs(page, 'finished')
    await page.getByTestId('runs-table').getByRole('checkbox').nth(1).check()
    await page.getByTestId('run-example1').getByRole('checkbox').check()
    await page.getByTestId('diff-selected').click()
    const diff = page.getByTestId('configuration-diff')
    await diff.getByRole('status').getByText('1 setting of').waitFor()
    expect(await diff.locator('[data-path="training.steps"] td').allInnerTexts()).toEqual(['5000', '4', '400'])
    await check('diff')
    await page.keyboard.press('Escape')
  })

  test('keys are told in a help sheet, and everything has a name', async () => {
    await go('/runs')
    await page.getByTestId('runs-table').waitFor()
    await page.locator('body').press('?')
    await page.getByTestId('help-sheet').getByText('Go to Compare').waitFor()
    await check('help')
    await page.keyboard.press('Escape')
    await page.getByTestId('help-sheet').waitFor({ state: 'hidden' })
    await page.keyboard.press('Control+k')
    await page.getByTestId('command-input').fill('luong example')
    await page.getByTestId('command-run-example2').waitFor()
    await check('commands')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/runs\/example2$/)
    await page.getByTestId('run-name').waitFor()
  })

  test('nothing is lost of what is typed right after the key of the commands, also while their code is on its way', async () => {
    const fresh = await page.context().newPage()
    await fresh.route(/CommandPalette[^/]*\.js/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1500))
      await route.continue()
    })
    await fresh.goto(app.url)
    await whenConnected(fresh)
    const input = fresh.getByTestId('command-input')
    for (const word of ['luoong', 'example']) {
      await fresh.keyboard.press('Control+k')
      await fresh.keyboard.type(word)
      await input.waitFor()
      await expect.poll(() => input.inputValue()).toBe(word)
      await fresh.keyboard.press('Escape')
      await input.waitFor({ state: 'hidden' })
    }
    await fresh.close()
  })

  test('the main scene needs no mouse', async () => {
    await page.locator('body').press('g')
    await page.locator('body').press('d')
    await page.waitForURL(/#\/data$/)
    await tabTo('dataset-reverse')
    await page.keyboard.press('Enter')
    await page.getByTestId('dataset-report').waitFor()
    await tabTo('to-train')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/train$/)
    await tabTo('preset-bigru-varlen')
    if (!(await page.getByTestId('preset-bigru-varlen').getByRole('checkbox').isChecked()))
      await page.keyboard.press('Space')
    await tabTo('preset-luong-dot')
    if (!(await page.getByTestId('preset-luong-dot').getByRole('checkbox').isChecked()))
      await page.keyboard.press('Space')
    await typeInto('field-training.steps', '4')
    await typeInto('field-training.batchSize', '8')
    await tabTo('train')
    await page.keyboard.press('Enter')
    await page.getByTestId('run-picker').waitFor()
    await page
      .locator('[data-testid="run-picker"] [data-state="running"], [data-testid="run-picker"] [data-state="queued"]')
      .first()
      .waitFor({ state: 'detached', timeout: TRAINING })
    await tabTo('step-range')
    await page.keyboard.press('Home')
    await page.locator('[data-testid^="map-"][data-step="0"]').first().waitFor()
  })

  test('axe-core found nothing of level A or AA', () => {
    expect(found).toEqual([])
  })

  async function setField(path: string, value: string): Promise<void> {
    const input = page.getByTestId(`field-${path}`).locator('input')
    await input.fill(value)
    await input.press('Tab')
  }

  async function dropFile(name: string, content: string): Promise<void> {
    const transfer = await page.evaluateHandle(
      `(() => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}))
        return transfer
      })()`,
    )
    await page.locator('main').dispatchEvent('drop', { dataTransfer: transfer })
  }
})
