// How large a report is and how soon it can be used: node bench/report-size.ts. 8 runs, 20 sentences of 20 tokens, 20 steps, and
// 1,000 validation pairs of as many tokens that the runs have decoded, or as many pairs as are given.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { openReadingHost } from '../src/host/reading-host.ts'
import { layOut } from '../src/host/folder/data-folder.ts'
import { openDatabase } from '../src/host/storage/database.ts'
import { pairOf } from '../src/host/fixtures/pair-output.ts'
import { packPairs, putOutputs } from '../src/host/storage/outputs.ts'
import { putSnapshot } from '../src/host/storage/snapshots.ts'
import { putWatched } from '../src/host/storage/watched.ts'
import type { AttentionMap } from '../src/shared/contract/attention.ts'
import { columnsOf } from '../src/shared/outputs/pair-outputs.ts'
import { randomStream } from '../src/shared/random.ts'
import { openBrowser } from '../test/e2e/served-app.ts'
import { prepareHistory } from '../test/support/prepared-history.ts'

const [RUNS, SENTENCES, TOKENS, STEPS] = [8, 20, 20, 20]
const PAIRS = Number(process.argv[2] ?? 1000)
const ids = Array.from({ length: RUNS }, (_, i) => `r${i}`)
const folder = mkdtempSync(join(tmpdir(), 'saccade-report-size-'))
try {
  prepare(join(folder, 'data'))
  const file = join(folder, 'report.html')
  const start = performance.now()
  const host = openReadingHost({ dataFolder: join(folder, 'data'), launcher: { launch: noWorkers } })
  const panels = ['curves', 'values', 'maps', 'outputs', 'errors', 'significance'].map((kind) => ({ id: kind, kind }))
  const { page } = await host.boards.report({ board: { name: 'Size', runs: ids.map((run) => ({ run })), panels } })
  await host.close()
  writeFileSync(file, page)
  console.log(`made in ${((performance.now() - start) / 1000).toFixed(1)} s, ${(page.length / 1e6).toFixed(1)} MB`)
  await look(file)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Nothing is trained or asked here. */
function noWorkers(): never {
  throw new Error('A report needs no worker')
}

/** From opening the file until the values and the first map are drawn. */
async function look(file: string): Promise<void> {
  const browser = await openBrowser()
  if (typeof browser === 'string') {
    console.log(browser)
    return
  }
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const start = performance.now()
  await page.goto(pathToFileURL(file).href)
  await page.getByTestId('value-r0').waitFor()
  await page.getByTestId('map-r0').getByTestId('attention-canvas').waitFor()
  console.log(`usable after ${((performance.now() - start) / 1000).toFixed(1)} s`)
  await browser.close()
}

function prepare(data: string): void {
  prepareHistory(
    data,
    ids.map((id, i) => ({ id, preset: 'bigru-bahdanau', seed: i + 1 })),
  )
  const database = openDatabase(layOut(data).database)
  const random = randomStream(1, 'report', 0)
  const list = Array.from({ length: PAIRS }, (_, place) => {
    const source = Array.from({ length: TOKENS }, () => `word${Math.floor(random.uniform() * 5000)}`)
    return { place, source, target: source.toReversed(), alternatives: [], rarest: place % 40, unknown: 0 }
  })
  const pairs = packPairs({ pairs: list, among: PAIRS })
  for (const run of ids) {
    const sentences = Array.from({ length: SENTENCES }, (_, index) =>
      Array.from({ length: TOKENS }, (__, t) => `word${(index * 7 + t * 3) % 90}`),
    )
    putWatched(
      database,
      run,
      sentences.map((source, index) => ({ index, source, reference: source, alignment: null })),
    )
    database.prepare('DELETE FROM snapshot WHERE run = ?').run(run)
    const wrong = (token: string) => (random.uniform() < 0.2 ? `word${Math.floor(random.uniform() * 5000)}` : token)
    const outputs = columnsOf(list.map((pair) => pairOf(pair, pair.target.map(wrong), { score: -random.uniform() })))
    putOutputs(database, { run, step: 1000 }, { list: pairs, outputs, most: 1e9 })
    for (let step = 1; step <= STEPS; step++) {
      const kept = sentences.map((tokens, index) => {
        const map = (mode: AttentionMap['mode']): AttentionMap => {
          const weights = Float32Array.from({ length: TOKENS * TOKENS }, () => random.uniform() / TOKENS)
          return { mode, source: tokens, target: tokens, layers: 1, heads: 1, weights }
        }
        return { index, text: tokens.join(' '), maps: [map('teacher-forced'), map('free-running')] }
      })
      putSnapshot(database, run, { step: step * 50, sentences: kept })
    }
  }
  database.close()
}
