/**
 * The scene that the whole workbench is for, step by step, in the pages that window and browser share: runs are trained
 * side by side, one slider moves all of them, a sentence of one's own goes to all, one map is taken from another.
 */
import type { Page } from 'playwright-core'
import { SMALL_MODELS, setField, train, whenCurveGrows, whenFinished } from './journey.ts'
import { until } from './until.ts'

/** Steps of which maps are kept, and those of checkpoints, which answer sentences of one's own. */
export const KEPT = [0, 10, 20, 40]
const CHECKPOINTS = [0, 10, 20, 30, 40]
/** Validation pairs. */
export const PAIRS = 40
const LAST = 40
const TRAINING = 240_000

/** Looks around in the task of reversing short sequences, until one sees what it asks for. */
export async function lookAround(page: Page): Promise<void> {
  await page.getByTestId('nav-data').click()
  await page.getByTestId('dataset-reverse').click()
  const fields = { trainPairs: 400, validPairs: PAIRS, minimumLength: 2, maximumLength: 5, symbols: 6 }
  for (const [field, value] of Object.entries(fields)) await setField(page, `data.source.${field}`, String(value))
  const report = page.getByTestId('dataset-report')
  await until('its report', async () => /\b400\b[^]*\b40\b/.test(await report.innerText()))
  await page.getByTestId('rows').getByRole('listitem').first().waitFor()
}

/** Trains runs without attention, with several heads and with one, small enough for a test; their maps appear meanwhile. */
export async function trainSideBySide(page: Page, presets: readonly string[], seeds: string): Promise<string[]> {
  const others = { ...SMALL_MODELS, 'evaluation.watched.growth': '2' }
  await train(page, { presets, seeds, steps: LAST, batchSize: 16, evaluateEvery: 10, others, keepEvery: true })
  await whenCurveGrows(page, 'train/loss', 1)
  await page.getByTestId('attention-map').first().waitFor({ timeout: TRAINING })
  await whenFinished(page, TRAINING)
  const rows = await page.getByTestId('values').locator('tbody tr[data-testid]').all()
  const ids = await Promise.all(rows.map((row) => row.getAttribute('data-testid')))
  const runs = ids.map((id) => id?.replace('value-', '') ?? '')
  for (const run of runs) await whenAt(page, run, LAST)
  return runs
}

/** All that follows the one cursor. */
export interface Shown {
  readonly drawings: readonly string[]
  readonly outputs: readonly string[]
  readonly values: readonly string[]
  readonly cursors: readonly string[]
}

export async function shown(page: Page): Promise<Shown> {
  // Maps out of sight are painted when the cursor rests.
  await until('all maps are painted', async () => (await page.locator('[aria-busy="true"]').count()) === 0)
  return {
    drawings: await ofAll(page, '[data-testid="attention-canvas"]', 'toDataURL()'),
    outputs: await page.getByTestId('decoded').allInnerTexts(),
    values: await page.getByTestId('values').locator('td.at').allInnerTexts(),
    cursors: await ofAll(page, '[data-testid^="curve-"] .hair.cursor', 'style.transform'),
  }
}

/** What is told of each element that a selector finds. */
export function ofAll(page: Page, selector: string, what: string): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('${selector}')].map((one) => one.${what})`)
}

/** Drags the one slider with the mouse to a kept step, and waits until every run and every value has followed. */
export async function dragTo(page: Page, runs: readonly string[], step: number): Promise<void> {
  const slider = page.getByTestId('step-range')
  const thumb = 16
  await slider.scrollIntoViewIfNeeded()
  const box = await slider.boundingBox()
  if (!box) throw new Error('There is no slider to be dragged.')
  const steps = (await page.getByTestId('sentence-bar').count()) > 0 ? CHECKPOINTS : KEPT
  const place = (at: number) => box.x + thumb / 2 + ((box.width - thumb) * steps.indexOf(at)) / (steps.length - 1)
  const now = steps[Number(await slider.inputValue())] ?? 0
  await page.mouse.move(place(now), box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(place(step), box.y + box.height / 2, { steps: 8 })
  await page.mouse.up()
  for (const run of runs) await whenAt(page, run, step)
  const values = page.getByTestId('values')
  await until(`the values at ${step}`, async () => {
    const place = await values.getByTestId('values-place').innerText()
    return place === `values at step ${step}` && (await values.getAttribute('aria-busy')) === 'false'
  })
}

const tile = (page: Page, run: string) => page.getByTestId(`map-${run}`)

export async function whenAt(page: Page, run: string, step: number): Promise<void> {
  await until(
    `what ${run} kept at step ${step}`,
    async () => (await tile(page, run).getAttribute('data-step')) === `${step}`,
  )
}

/** What a run shows of the sentence at the cursor; a run without attention has no table. */
export interface Told {
  readonly output: string
  readonly table: Table | null
}

interface Table {
  readonly source: readonly string[]
  readonly target: readonly string[]
  readonly weights: readonly (readonly number[])[]
}

export async function told(page: Page, run: string): Promise<Told> {
  const output = await tile(page, run).getByTestId('decoded').innerText()
  const attends = (await tile(page, run).getByTestId('attention-map').count()) > 0
  return { output, table: attends ? await copyTable(page, run) : null }
}

/** Kept weights are rounded to half precision, half a unit of the last place below 1, and a table to its digits. */
export const ROUNDING = 2 ** -12 + 1e-5

/** How far the weights of a map are at most from what they should be; infinitely where there are none. */
export function farthest(table: Table | null, wanted: (t: number, s: number) => number | undefined): number {
  const gaps = table?.weights.flatMap((row, t) => row.map((weight, s) => Math.abs(weight - (wanted(t, s) ?? Infinity))))
  return gaps?.length ? Math.max(...gaps) : Infinity
}

/** The weights of a map, as its button copies them. */
export async function copyTable(page: Page, run: string): Promise<Table> {
  await page.evaluate(
    '(globalThis.copied = "", navigator.clipboard.writeText = (text) => ((copied = text), Promise.resolve()), 0)',
  )
  await tile(page, run).getByRole('button', { name: 'Copy the weights as CSV' }).click()
  const text = await until('the copied table', async () => (await page.evaluate<string>('copied')) || false)
  const [head = [], ...rows] = text.trim().split('\n').map((line) => line.trim().split(',')) // prettier-ignore
  return {
    source: head.slice(1),
    target: rows.map(([token = '']) => token),
    weights: rows.map((row) => row.slice(1).map(Number)),
  }
}

/** Writes a sentence, and waits until every run has answered at that step. */
export async function ask(
  page: Page,
  runs: readonly string[],
  step: number,
  own: readonly [string, string],
): Promise<void> {
  // prettier-ignore
  if ((await page.getByTestId('sentence-bar').count()) === 0) {
    await page.getByTestId('sentence-picker').click()
    await page.getByTestId('own-sentence').click()
  }
  await page.getByTestId('own-source').fill(own[0])
  await page.getByTestId('own-target').fill(own[1])
  await until('the address to say the sentence', () =>
    decodeURIComponent(page.url()).replaceAll('+', ' ').includes(`"source":"${own[0]}"`),
  )
  for (const run of runs) await whenAt(page, run, step)
  await whenAnswered(page)
}

export async function whenAnswered(page: Page): Promise<void> {
  await until('every answer', async () => !(await page.getByTestId('own-said').innerText()).includes('still read'))
}

/** Takes the map of a run from every map. */
export async function subtract(page: Page, run: string): Promise<void> {
  await page.getByTestId('maps-difference').click()
  await page.getByTestId('minus-run').selectOption(run)
  await page.keyboard.press('Escape')
}

export async function subtractNothing(page: Page): Promise<void> {
  await page.getByTestId('maps-difference').click()
  await page.getByTestId('minus-none').click()
  await page.keyboard.press('Escape')
}
