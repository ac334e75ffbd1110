/** Two presets with five seeds each, trained, put together as groups, and their means and bands read. */
import type { Browser, Locator } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { spreadOf } from '../../src/shared/spread.ts'
import { SMALL_MODELS, chooseReverse, picture, train, whenConnected, whenFinished } from './journey.ts'
import { openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser
/** Ten small trainings, two at a time. */
const TRAININGS = 400_000
const SEEDS = 5
const BEST_LOSS = 'best-valid/loss'

describe.skipIf(typeof opened === 'string')('two presets with five seeds each', () => {
  afterAll(() => browser.close())

  test(
    'become two groups with mean and band, in the comparison and in the run table',
    { timeout: TRAININGS },
    async () => {
      await using app = await serveDisposable()
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      await page.goto(app.url)
      await whenConnected(page)
      await chooseReverse(page, 4)
      const presets = ['bigru-plain', 'bigru-bahdanau']
      await train(page, {
        presets,
        steps: 20,
        batchSize: 8,
        evaluateEvery: 5,
        seeds: `1-${SEEDS}`,
        others: SMALL_MODELS,
      })
      expect(await page.getByTestId('run-picker').getByTestId('run-state').count()).toBeGreaterThan(0)
      await whenFinished(page, TRAININGS)

      await page.getByTestId('group-by').click()
      await page.getByRole('option', { name: 'all but the seed' }).click()
      const values = page.getByTestId('values')
      const groups = values.locator('tbody tr').filter({ hasText: `n = ${SEEDS}` })
      await until('two groups', async () => (await groups.count()) === 2)
      for (const preset of presets) {
        const group = groups.filter({ hasText: preset })
        await group.getByRole('button', { name: 'n =' }).click()
        const members = values.locator('tr.member')
        await until('the runs of the group', async () => (await members.count()) === SEEDS)
        const own = await Promise.all((await members.all()).map(async (row) => numbersOf(row.getByTestId(BEST_LOSS))))
        expect(new Set(own.map(([value]) => value)).size).toBeGreaterThan(1)
        const { mean, deviation } = spreadOf(own.map(([value = Number.NaN]) => value))
        const [shownMean = 0, shownDeviation = 0] = await numbersOf(group.getByTestId(BEST_LOSS))
        // What is read is rounded to three digits or so.
        expect(shownMean / mean).toBeCloseTo(1, 2)
        expect(Math.abs(shownDeviation - deviation)).toBeLessThan(0.002 * mean)
        await group.getByRole('button', { name: 'n =' }).click()
      }

      const chart = page.getByTestId('curve-train/loss').locator('canvas').first()
      const look = async () => (await chart.screenshot()).toString('base64')
      const deviation = await look()
      await page.getByTestId('band').selectOption('range')
      await until('the wider band', async () => (await look()) !== deviation)
      await picture(page, 'seeds-1-groups')
      await page.reload()
      await until('both groups again', async () => (await groups.count()) === 2)
      expect(await page.getByTestId('band').inputValue()).toBe('range')

      await page.getByTestId('nav-runs').click()
      await page.getByTestId('group').click()
      await page.getByTestId('group-all-but-seed').click()
      const rows = page.getByTestId('run-group')
      await until('two rows', async () => (await rows.count()) === 2)
      expect(await page.getByTestId('group-n').allInnerTexts()).toEqual([`n = ${SEEDS}`, `n = ${SEEDS}`])
      await page.keyboard.press('Escape')
      for (const theme of ['dark', 'light']) {
        await page.getByTestId(`theme-${theme}`).click()
        await picture(page, `seeds-2-table-${theme}`)
      }
    },
  )
})

async function serveDisposable() {
  const app = await serveApp()
  return { url: app.url, [Symbol.asyncDispose]: () => app.close() }
}

/** The numbers in a cell: a value, or a mean and its deviation. */
async function numbersOf(cell: Locator): Promise<number[]> {
  return [...(await cell.innerText()).matchAll(/\d+\.\d+|\d+/g)].map(([text]) => Number(text))
}
