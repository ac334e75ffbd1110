import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readRecord } from '../../scripts/setup/engine.js'
import { cacheFolder, packageRoot } from '../../scripts/setup/places.js'
import { compareTwoPresets, picture, train, whenConnected, whenNewestIs } from './journey.ts'
import { preparePackage, type PackagedApp, type PackagedSaccade } from './package-app.ts'
import { until } from './until.ts'

const prepared = await preparePackage()
if (typeof prepared === 'string') console.warn(`The tests of the package are skipped: ${prepared}.`)
const saccade = prepared as PackagedSaccade

const [OFF, ON] = [48, 49] // a fuse is a character in the program, 0 or 1
const fusesSchema = z.object({
  getCurrentFuseWire: z.custom<(program: string) => Promise<unknown>>((value) => typeof value === 'function'),
  FuseV1Options: z.record(z.string(), z.unknown()),
})

afterAll(() => (typeof prepared === 'string' ? undefined : prepared.close()))

describe.skipIf(typeof prepared === 'string')('the package', () => {
  let app: PackagedApp | undefined
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail' && app) await picture(app.page, `failed-${task.name.replaceAll(/\W+/g, '-')}`)
    await app?.close()
    app = undefined
  })

  test('holds no more than it needs', () => {
    expect(saccade.size).toBeLessThan(350e6)
  })

  test('has its fuses blown', async () => {
    const module = join(packageRoot, 'packaging', 'node_modules', '@electron', 'fuses', 'dist', 'index.js')
    const { getCurrentFuseWire, FuseV1Options } = fusesSchema.parse(await import(pathToFileURL(module).href))
    const wire = z.record(z.string(), z.unknown()).parse(await getCurrentFuseWire(saccade.executable))
    const states = { RunAsNode: OFF, EnableNodeOptionsEnvironmentVariable: OFF, EnableNodeCliInspectArguments: OFF }
    const wanted = { ...states, OnlyLoadAppFromAsar: ON, EnableEmbeddedAsarIntegrityValidation: ON }
    const found = Object.keys(wanted).map((name) => [name, wire[String(FuseV1Options[name])]])
    expect(Object.fromEntries(found)).toEqual(wanted)
  })

  test('puts the engine into the cache folder, and leads to two models compared', async () => {
    // What was fetched before serves here too; what set-up adds goes when the test ends.
    const cache = join(saccade.folder, 'cache')
    mkdirSync(cache)
    const fetched = readdirSync(cacheFolder()).filter((name) => name.startsWith('tensorflow-'))
    for (const name of fetched) symlinkSync(join(cacheFolder(), name), join(cache, name))

    const started = await saccade.launch('data', { SACCADE_CACHE: cache })
    app = started
    await whenConnected(started.page)
    const state = readdirSync(cache).find((name) => name.startsWith('installed-')) ?? ''
    const record = z
      .object({ kind: z.string() })
      .parse(JSON.parse(readFileSync(join(cache, state, 'engine.json'), 'utf8')))
    expect(record.kind).toBe(readRecord()?.kind)
    await compareTwoPresets(started.page, 'package', () => {
      expect(trainings(started)).toBe(1)
      return Promise.resolve()
    })
    await until('the end of the training processes', () => trainings(started) === 0)
  })

  test('trains with what it holds where nothing can be fetched', async () => {
    const nowhere = join(saccade.folder, 'empty')
    app = await saccade.launch('without', { SACCADE_ENGINE: 'wasm', SACCADE_CACHE: nowhere })
    await whenConnected(app.page)
    await app.page.getByTestId('open-example').click() // it is in the archive too
    await app.page.locator('[data-testid="map-example1"][data-step="400"]').waitFor()
    await importFile(app.page)
    await app.page.getByTestId('train-on').click()
    await train(app.page, { presets: ['bigru-bahdanau'], steps: 10, batchSize: 8, evaluateEvery: 10 })
    await whenNewestIs(app.page, 'finished')
  })
})

/** Imports a file, which works in threads of the host, and searches it. */
async function importFile(page: Page): Promise<void> {
  const file = join(saccade.folder, 'pairs.tsv')
  writeFileSync(file, Array.from({ length: 60 }, (_, i) => `house ${i}\tHaus ${i}\n`).join(''))
  await page.getByTestId('nav-data').click()
  await page.getByTestId('to-import').click()
  await page.getByTestId('path-input').fill(file)
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByTestId('import-now').click()
  await page.getByTestId('row-table').waitFor()
  await page.getByTestId('row-search').fill('house 7')
  await until('what was searched', async () => (await page.getByTestId('row-count').innerText()) === '1 of 60 pairs')
}

/** How many utility processes of Electron run Node; the host is none here. */
function trainings(app: PackagedApp): number {
  return app.processes().filter(({ command }) => command.includes('node.mojom.NodeService')).length
}
