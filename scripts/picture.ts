// Trains three runs and takes the picture of the README, docs/images/comparison.png: node scripts/picture.ts. Needs the build
// (`npm run build`) and Chromium. `node scripts/picture.ts FOLDER` takes it of the runs of a data folder, and trains nothing.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { openBrowser, serveFolder } from '../test/e2e/served-app.ts'
import { packageRoot } from './setup/places.js'

const PRESETS = ['bigru-bahdanau', 'lstm-layerwise', 'luong-local-p']
const SETTINGS = [
  ...['training.steps=600', 'training.earlyStopping.goal=null', 'evaluation.every=50'],
  ...['model.encoder.hidden=48', 'model.decoder.hidden=48'],
]
/** Where the maps have their form, and are not yet as sure as at the end. */
const STEP = 269
/** Of the watched sentences, counted from 0: a long one. */
const SENTENCE = 4

function trainInto(folder: string): void {
  const program = join(packageRoot, 'bin', 'saccade.js')
  for (const preset of PRESETS) {
    const settings = SETTINGS.flatMap((setting) => ['--set', setting])
    const args = [program, 'train', '--data-dir', folder, '--task', 'reverse', '--preset', preset, ...settings]
    execFileSync(process.execPath, args, { stdio: 'ignore' })
  }
}

/** Curves above; values and maps below, with more room for the maps than they have by themselves. */
function board(runs: readonly string[]): object {
  return {
    runs: runs.map((run) => ({ run })),
    cursor: { step: STEP, sentence: { kind: 'watched', index: SENTENCE } },
    panels: [
      { id: 'curves', kind: 'curves', width: 12, height: 300 },
      { id: 'values', kind: 'values', width: 4, height: 410, options: { values: 'cursor' } },
      { id: 'maps', kind: 'maps', width: 8, height: 410 },
    ],
  }
}

async function takePicture(folder: string, file: string): Promise<void> {
  const served = await serveFolder(folder)
  const browser = await openBrowser()
  if (typeof browser === 'string') throw new Error(`There is no picture without a browser: ${browser}`)
  try {
    const size = { width: 1440, height: 900 }
    const context = await browser.newContext({ viewport: size, colorScheme: 'light', reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto(served.url)
    await page.getByTestId('nav-runs').click()
    const rows = page.locator('[data-testid="runs-table"] tbody tr[data-testid^="run-"]')
    await rows.first().waitFor()
    const all = await Promise.all((await rows.all()).map((row) => row.getAttribute('data-testid')))
    const newestFirst = all.map((id) => id?.replace('run-', '') ?? '')
    const runs = newestFirst.reverse().slice(0, PRESETS.length)
    const [base = ''] = served.url.split('#')
    await page.goto(`${base}#/compare?changes=${encodeURIComponent(JSON.stringify(board(runs)))}`)
    for (const run of runs) await page.locator(`[data-testid="map-${run}"][data-step]`).waitFor()
    await page.waitForTimeout(1500) // until the last of it is drawn
    await page.screenshot({ path: file })
  } finally {
    await browser.close()
    await served.end()
  }
}

const [given] = process.argv.slice(2)
const folder = given ?? fs.mkdtempSync(join(os.tmpdir(), 'saccade-picture-'))
try {
  if (given === undefined) trainInto(folder)
  await takePicture(folder, join(packageRoot, 'docs', 'images', 'comparison.png'))
} finally {
  if (given === undefined) fs.rmSync(folder, { recursive: true, force: true })
}
