/**
 * What a first-time user does, step by step, in the pages that window and browser share. Each step waits
 * for what the user would see.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { packageRoot } from '../../scripts/setup/places.js'
import { PRESETS } from '../../src/shared/config/presets.ts'
import { until } from './until.ts'

const PICTURES = join(packageRoot, 'test-results')
/** Two trainings share the processor with the browser, on whatever machine runs the tests. */
const TRAINING = 120_000

/** Keeps a picture of the page for a person to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`) })
}

/** Waits until the page can talk to its host. */
export async function whenConnected(page: Page): Promise<void> {
  await page.locator('[data-testid="connection"][data-status="connected"]').waitFor()
}

/** Follows a link to a board that was never saved. */
export async function openBoard(page: Page, url: string, board: object): Promise<void> {
  const [base = ''] = url.split('#')
  await page.goto(`${base}#/compare?changes=${encodeURIComponent(JSON.stringify(board))}`)
  await whenConnected(page)
}

/** From the empty start page to the report on the task of reversing short sequences, few enough that most time is not theirs. */
export async function chooseReverse(page: Page, longest: number): Promise<void> {
  await page.getByTestId('first-steps').waitFor() // where an empty history opens
  await page.getByTestId('dataset-reverse').click()
  await page.getByTestId('dataset-report').waitFor()
  const fields = { trainPairs: 200, validPairs: 20, maximumLength: longest }
  for (const [field, value] of Object.entries(fields)) await setField(page, `data.source.${field}`, String(value))
  await page.getByTestId('rows').getByRole('listitem').first().waitFor()
}

/** Models that are quick to train and to compile, on a machine that draws a window beside it. */
export const SMALL_MODELS = Object.fromEntries(
  ['encoder', 'decoder'].flatMap((side) => ['hidden', 'embedding'].map((size) => [`model.${side}.${size}`, '16'])),
)

interface TrainingSettings {
  readonly presets: readonly string[]
  readonly steps: number
  readonly batchSize: number
  readonly evaluateEvery: number
  /** What else is set on the page, by its path. */
  readonly others?: Readonly<Record<string, string>>
  /** Whether the checkpoint of every evaluation is kept. */
  readonly keepEvery?: boolean
  /** As they are written in the field, such as “1-5”. */
  readonly seeds?: string
}

/** Ticks presets, changes settings and starts; the page then shows the new runs side by side. */
export async function train(page: Page, settings: TrainingSettings): Promise<void> {
  await page.getByTestId('nav-train').click()
  for (const { id } of PRESETS) {
    const box = page.getByTestId(`preset-${id}`).getByRole('checkbox')
    // The box itself is drawn by its card, which a user clicks.
    if ((await box.isChecked()) !== settings.presets.includes(id)) await page.getByTestId(`preset-${id}`).click()
  }
  await setField(page, 'training.steps', String(settings.steps))
  await setField(page, 'training.batchSize', String(settings.batchSize))
  await setField(page, 'evaluation.every', String(settings.evaluateEvery))
  if (settings.others) await page.getByTestId('settings-all').click()
  for (const [path, value] of Object.entries(settings.others ?? {})) await setField(page, path, value)
  if (settings.keepEvery) await keepEveryCheckpoint(page)
  if (settings.seeds !== undefined) await page.getByTestId('seeds').fill(settings.seeds)
  await page.getByTestId('train').click()
  await page.getByTestId('run-picker').waitFor()
}

/** One of the settings that are a click away, with what it costs told beside the button that starts the training. */
async function keepEveryCheckpoint(page: Page): Promise<void> {
  await page.getByTestId('settings-all').click()
  await page.getByTestId('field-training.keep.kind').click()
  await page.getByRole('option', { name: 'some of them' }).click()
  await page.getByTestId('kept-cost').waitFor()
}

/** Lets runs train one after the other. */
async function oneAtATime(page: Page): Promise<void> {
  await page.getByTestId('nav-queue').click()
  const field = page.getByTestId('at-once')
  await field.fill('1')
  await field.press('Tab')
  await page.getByTestId('at-once-fewer').and(page.locator(':disabled')).waitFor()
}

/** Types a value and leaves the field, which is when it counts. */
export async function setField(page: Page, path: string, value: string): Promise<void> {
  const input = page.getByTestId(`field-${path}`).locator('input')
  await input.fill(value)
  await input.press('Tab')
}

/** Waits until one run trains and the next waits its turn. */
async function whenTraining(page: Page): Promise<void> {
  const states = page.getByTestId('run-picker').getByTestId('run-state')
  await states.and(page.locator('[data-state="running"]')).waitFor({ timeout: TRAINING })
  await states.and(page.locator('[data-state="queued"]')).waitFor()
}

/** Waits until the list beside the curves tells of no run that trains or waits; runs that ended otherwise may be there. */
export async function whenFinished(page: Page, deadline = TRAINING): Promise<void> {
  const going = '[data-state="queued"], [data-state="starting"], [data-state="running"]'
  const states = page.getByTestId('run-picker').locator(going)
  await until('the end of the trainings', async () => (await states.count()) === 0, deadline)
}

/** Waits until a chart has been drawn anew so many times. */
export async function whenCurveGrows(page: Page, metric: string, times: number): Promise<void> {
  const canvas = page.getByTestId(`curve-${metric}`).locator('canvas').first()
  const seen = new Set<string>()
  await until(
    `the curve of ${metric} growing`,
    async () => {
      seen.add(await look(canvas))
      return seen.size > times
    },
    TRAINING,
  )
}

/** Moves the one slider to one of its ends, and waits until every map has followed. */
async function slideTo(page: Page, end: 'start' | 'end', step: number): Promise<void> {
  await page.getByTestId('step-range').focus()
  await page.keyboard.press(end === 'start' ? 'Home' : 'End')
  await whenMapsAt(page, 2, step)
}

/** Waits until so many maps stand side by side, each at that step. */
async function whenMapsAt(page: Page, count: number, step: number): Promise<void> {
  const shown = maps(page).and(page.locator(`[data-step="${String(step)}"]`))
  await until(`${String(count)} maps at step ${String(step)}`, async () => (await shown.count()) === count)
}

function maps(page: Page): Locator {
  return page.getByTestId('maps').getByRole('article')
}

/** What each map's drawing looks like, from left to right. */
async function drawings(page: Page): Promise<string[]> {
  return Promise.all((await page.getByTestId('attention-canvas').all()).map(look))
}

async function look(element: Locator): Promise<string> {
  return (await element.screenshot()).toString('base64')
}

/** The state of the newest run, on the page of all runs. */
export async function whenNewestIs(page: Page, state: string): Promise<void> {
  await page.getByTestId('nav-runs').click()
  const newest = page.getByTestId('runs-table').locator('tbody tr').first()
  await newest.and(page.locator(`[data-state="${state}"]`)).waitFor({ timeout: TRAINING })
}

/** The step that the newest run has come to, on the page of all runs. */
export async function stepOfNewest(page: Page): Promise<number> {
  const row = page.getByTestId('runs-table').locator('tbody tr').first()
  // Its words may end in a number, too.
  const [done = ''] = (await row.getByTestId('run-state').locator('.steps').innerText()).split('/')
  return Number(done.replaceAll(/\s/g, ''))
}

/** Presses a button of the newest run, on the page of all runs. */
export async function pressForNewest(page: Page, button: 'stop' | 'resume' | 'delete'): Promise<void> {
  await page.getByTestId('runs-table').locator('tbody tr').first().getByTestId(button).click()
}

/**
 * The whole journey: an empty data folder, a dataset, two presets ticked, their training watched, their
 * attention compared with one slider. `onTraining` looks at what happens behind the page meanwhile.
 */
export async function compareTwoPresets(page: Page, name: string, onTraining: () => Promise<void>): Promise<void> {
  const steps = 30
  await picture(page, `${name}-1-empty`)
  await chooseReverse(page, 4)
  await picture(page, `${name}-2-data`)
  await oneAtATime(page)
  const presets = ['bigru-bahdanau', 'bigru-varlen']
  await train(page, { presets, steps, batchSize: 8, evaluateEvery: 10, others: SMALL_MODELS })
  await whenTraining(page)
  await onTraining()
  // Once is enough: a loaded machine may not get round to looking oftener before so short a training ends.
  await whenCurveGrows(page, 'train/loss', 1)
  await picture(page, `${name}-3-training`)
  await whenFinished(page)
  await whenMapsAt(page, 2, steps)
  const last = await drawings(page)
  await picture(page, `${name}-4-compare`)
  await slideTo(page, 'start', 0)
  const first = await drawings(page)
  expectAllDifferent(first, last)
  await slideTo(page, 'end', steps)
}

/** Decodes a sentence of one's own with a beam on the page of the newest run, and looks at the second output's attention. */
export async function tryASentence(page: Page, name: string): Promise<void> {
  await page.getByTestId('nav-runs').click()
  await page.getByTestId('runs-table').getByRole('link').first().click()
  await page.getByTestId('tab-translate').click()
  await page.getByTestId('translate-input').fill('a b c')
  await page.getByTestId('decoding-beam').click()
  await setDecoding(page, 'size', '4')
  await setDecoding(page, 'lengthPenalty', '0.6')
  await page.getByTestId('translate').click()
  const outputs = page.getByTestId('hypotheses').getByRole('option')
  await until('four outputs', async () => (await outputs.count()) === 4, TRAINING)
  const map = page.getByTestId('translation-map').getByTestId('attention-map')
  const first = await map.innerText() // the tokens beside its rows and columns
  await outputs.first().click()
  await page.keyboard.press('ArrowDown')
  await until('the map of the second output', async () => (await map.innerText()) !== first)
  await picture(page, `${name}-7-sentence`)
  await page.getByTestId('decoding-sample').click()
  await setDecoding(page, 'samples', '7')
  await page.getByTestId('translate').click()
  await until('seven samples', async () => (await outputs.count()) === 7, TRAINING)
  // G37: what was typed is still there after another page was looked at.
  await page.getByTestId('nav-data').click()
  await page.getByTestId('nav-runs').click()
  await page.getByTestId('runs-table').getByRole('link').first().click()
  await page.getByTestId('tab-translate').click()
  const typed = await page.getByTestId('translate-input').inputValue()
  if (typed !== 'a b c') throw new Error(`The sentence typed was lost: “${typed}” is there instead.`)
}

async function setDecoding(page: Page, setting: string, value: string): Promise<void> {
  const input = page.getByTestId(`decoding-${setting}`).locator('input')
  await input.fill(value)
  await input.press('Tab')
}

function expectAllDifferent(before: readonly string[], after: readonly string[]): void {
  if (before.length !== after.length || before.some((drawing, i) => drawing === after[i])) {
    throw new Error('A map looks the same at the first and at the last step.')
  }
}
