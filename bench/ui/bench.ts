// npm run bench:ui: how fast the window is with large histories, in a real browser; docs/workbench-speed.md has the table.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Command, InvalidArgumentError } from 'commander'
import { prepare } from '../../scripts/setup/prepare.js'
import { type ServedFolder, openBrowser, serveFolder } from '../../test/e2e/served-app.ts'
import { type HistoryName, makeHistory } from './histories.ts'
import type { Bench, Measure } from './measure.ts'
import { bandsOfGroups, cursorMoves, longCurves, manyCurves } from './measure-curves.ts'
import { hourOfTraining } from './measure-hour.ts'
import { hugeMapOpens, largeMapsScrubbed, manyMapsOpen, mapsScrubbed } from './measure-maps.ts'
import { outputsFiltered } from './measure-outputs.ts'
import { valuesStored } from './measure-storage.ts'
import { sweepOpens } from './measure-sweeps.ts'
import { listTravels, tableOpens, tableScrolls } from './measure-table.ts'
import { type Result, type Setting, describe, printTable, writePage } from './report.ts'
import { FULL, QUICK } from './sizes.ts'

const MEASURES: readonly Measure[] = [
  ...[tableOpens, tableScrolls, listTravels, sweepOpens],
  ...[longCurves, manyCurves, bandsOfGroups, cursorMoves],
  ...[mapsScrubbed, largeMapsScrubbed, hugeMapOpens, manyMapsOpen],
  ...[outputsFiltered, valuesStored, hourOfTraining],
]

const options = new Command('npm run bench:ui --')
  .description('Measures the window with large histories, in Chromium over saccade serve. It asserts nothing.')
  .option('--only <ids>', `some of ${MEASURES.map(({ id }) => id).join(',')}`, chooseMeasures, MEASURES)
  .option('--quick', 'tiny sizes: shows that the bench works, and nothing about speed', false)
  .option('--histories <dir>', 'where histories are made and kept', join(tmpdir(), 'saccade-bench-histories'))
  .option('--json <file>', 'write the results to this file')
  .option('--page', 'write the table into docs/workbench-speed.md', false)
  .showHelpAfterError()
  .parse()
  .opts<{ only: readonly Measure[]; quick: boolean; histories: string; json?: string; page: boolean }>()

try {
  await bench()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function bench(): Promise<void> {
  await prepare({ parts: ['renderer', 'node'] })
  const browser = await openBrowser()
  if (typeof browser === 'string') throw new Error(`It cannot be measured: ${browser}.`)
  const sizes = options.quick ? QUICK : FULL
  const setting: Setting = {
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    browser: browser.version(),
    node: process.versions.node,
    rounds: sizes.rounds,
    loadBefore: loadavg()[0] ?? NaN,
    quick: options.quick,
  }
  console.log(describe(setting))
  const scratch = mkdtempSync(join(tmpdir(), 'saccade-bench-ui-'))
  const results: Result[] = []
  try {
    for (const measure of options.only) {
      results.push(await resultOf(measure))
      keep() // what was measured stays, should a later one be cut off
    }
  } finally {
    await browser.close()
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
  }
  printTable(results)
  if (options.page) await writePage(results, setting)

  function keep(): void {
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ setting, results }, null, 2)}\n`)
  }

  /** One that cannot be measured leaves the others alone. */
  async function resultOf({ id, title, run }: Measure): Promise<Result> {
    console.log(`${title} …`)
    let served: ServedFolder | undefined
    const parts: Bench = {
      browser: browser as Exclude<typeof browser, string>,
      sizes,
      scratch: () => mkdtempSync(join(scratch, `${id}-`)),
      async serve(name) {
        served = await serveFolder(made(name))
        return served
      },
    }
    try {
      return { id, title, figures: await run(parts), failure: '' }
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
      console.log(`  not measured: ${reason}`)
      return { id, title, figures: [], failure: `not measured: ${reason}` }
    } finally {
      await served?.end()
    }
  }

  function made(name: HistoryName): string {
    const { folder, stored } = makeHistory(options.histories, name, sizes)
    if (stored) {
      const { values, valuesPerSecond, bytesPerValue } = stored
      console.log(
        `  history ${name}: ${values} values, ${Math.round(valuesPerSecond)} a second, ${bytesPerValue.toFixed(1)} bytes a value`,
      )
    }
    return folder
  }
}

function chooseMeasures(text: string): readonly Measure[] {
  return text.split(',').map((id) => {
    const found = MEASURES.find((measure) => measure.id === id.trim())
    if (found) return found
    throw new InvalidArgumentError(`There is no measure “${id}”.`)
  })
}
