/** A board as one file: made by the command line, opened from disk without a network, and answering as the host does. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../scripts/setup/places.js'
import type { Host } from '../../src/host/host.ts'
import { readReportData } from '../../src/renderer/app/report/read-data.ts'
import { createStaticClient } from '../../src/renderer/client/static.ts'
import { comparisonRequestSchema } from '../../src/shared/contract/comparison.ts'
import { curvesRequestSchema } from '../../src/shared/contract/curves.ts'
import { prepareHistory } from '../support/prepared-history.ts'
import { smallConfiguration, startHost, trainAll } from '../support/trained-host.ts'
import { complaintsOf, openBrowser } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

/** What would run if a name came into the page as markup. */
const EVIL = '</script><script>window.ran=1</script><!--<script><img src=x onerror="window.ran=2">'
const RUNS = ['ra', 'rb', 'rc']
const folder = mkdtempSync(join(tmpdir(), 'saccade-report-'))
const [data, file] = [join(folder, 'data'), join(folder, 'board.html')]

beforeAll(async () => {
  prepareHistory(data, [
    { id: 'ra', preset: 'bigru-bahdanau', seed: 1, name: EVIL },
    { id: 'rb', preset: 'bigru-bahdanau', seed: 2 },
    { id: 'rc', preset: 'luong-dot', seed: 1 },
  ])
  const host = startHost(data)
  try {
    await host.api.runs.mark({ runs: ['rb'], note: 'Learns **faster** than I thought.' })
  } finally {
    await host.close()
  }
  const program = join(packageRoot, 'bin', 'saccade.js')
  const args = [program, 'report', ...RUNS, '--to', file, '--data-dir', data, '--json']
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(JSON.parse(stdout)).toMatchObject({ path: file, runs: 3, notes: [] })
}, 60_000)
afterAll(async () => {
  if (typeof opened !== 'string') await browser.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

function dataOf(page: string): ReturnType<typeof readReportData> {
  const [, json = ''] = /id="saccade-report">([^<]*)</.exec(page) ?? []
  return readReportData(json)
}

describe('the client of a report', () => {
  let host: Host
  beforeAll(() => void (host = startHost(data)))
  afterAll(() => host.close())

  it('answers as the host does, and refuses the rest in words', async () => {
    const { api } = createStaticClient(await dataOf(readFileSync(file, 'utf8')))
    const there = host.api.runs
    expect(await api.runs.list()).toEqual(await there.list().then((list) => list.toReversed()))
    const wanted = (['valid/exact_match', 'valid/loss', 'train/loss'] as const).flatMap((metric) =>
      (['last', 'best', 450, 1000, 1001, 0] as const).map((at) => ({ metric, at })),
    )
    expect(await api.runs.values({ runs: RUNS, wanted })).toEqual(await there.values({ runs: RUNS, wanted }))
    for (const axis of ['step', 'epoch', 'clock', 'train/loss'] as const) {
      const smoothing = { kind: 'exponential' as const, weight: 0.6 }
      const curves = [
        { metric: 'valid/loss' as const, smoothing },
        { metric: 'train/loss' as const, smoothing },
      ]
      const request = curvesRequestSchema.parse({ runs: RUNS, wanted: curves, axis, points: 40 })
      expect(await api.runs.curves(request)).toEqual(await there.curves(request))
      if (axis === 'train/loss') continue
      const bands = { groups: [{ key: 'both', runs: ['ra', 'rb'] }], wanted: curves, axis, points: 40 }
      expect(await api.runs.bands(bands)).toEqual(await there.bands(bands))
    }
    const indexes = await there.snapshots({ runs: RUNS })
    expect(await api.runs.snapshots({ runs: RUNS })).toEqual(indexes)
    for (const step of [0, 250, 1000])
      for (const run of RUNS)
        expect(await api.runs.snapshot({ run, step, sentence: 2 })).toEqual(
          await there.snapshot({ run, step, sentence: 2 }),
        )
    const source = indexes[0]?.sentences[1]?.source
    for (const of of [{}, { source: [...(source ?? [])] }])
      expect(await api.runs.emergence({ runs: RUNS, ...of })).toEqual(await there.emergence({ runs: RUNS, ...of }))
    const pairs = { runs: RUNS, checkpoint: 'best' as const }
    expect(await api.outputs.find(pairs)).toEqual({ ...(await host.api.outputs.find(pairs)), notDecoded: [] })
    await expect(api.runs.remove({ runs: ['ra'] })).rejects.toThrow(/A report is a file, and cannot do this/)
    await expect(api.outputs.find({ runs: RUNS, checkpoint: 'best', where: 'x' })).rejects.toThrow(/This report holds/)
  })

  it('holds what was found of errors and differences, and says of panels that ask models what to do', async () => {
    const runs = await trainAll(
      host,
      ...['luong-dot', 'bigru-bahdanau'].map((preset) => smallConfiguration(preset, 'training.steps=5')),
    )
    const panel = (kind: string, options = {}) => ({ id: kind, kind, options })
    const panels = [panel('errors', { resamples: 20 }), panel('significance', { resamples: 30 }), panel('edits')]
    const board = { runs: [...runs, 'ra'].map((run) => ({ run })), panels, baseline: runs[1] ?? null }
    const { page, notes } = await host.api.boards.report({ board })
    expect(notes).toEqual([expect.stringMatching(/Not the panel “edits”: It asks the models .* In Saccade/)])
    const reported = await dataOf(new TextDecoder().decode(page))
    expect(reported.absent).toEqual([{ panel: 'edits', why: expect.any(String) as string }])
    const { api } = createStaticClient(reported)
    const groups = [[runs[1] ?? ''], [runs[0] ?? ''], ['ra']]
    const ask = { runs: groups, checkpoint: 'best' as const, seed: 12_345 }
    for (const more of [
      { metric: 'chrf' as const, resamples: 30 },
      { metric: 'alignment-error-rate' as const, resamples: 30 },
      { metric: 'exact-match' as const, resamples: 20, by: 'target-length' },
      { metric: 'token-error-rate' as const, resamples: 20, by: 'position' },
    ]) {
      const request = comparisonRequestSchema.parse({ ...ask, ...more })
      expect(await api.runs.compare(request)).toEqual(await host.api.runs.compare(request))
    }
    const told: string[] = []
    const off = host.events.on('reportProgress', ({ task, text, done, total }) => {
      told.push(`${task}: ${text} ${done} of ${total}`)
      if (text === 'Comparing runs') void host.api.boards.stopReport({ task })
    })
    await expect(host.api.boards.report({ board, task: 'mine' })).rejects.toThrow(/given up|stopped/)
    off()
    expect(told[0]).toMatch(/^mine: Reading attention 0 of \d\d/)
    expect(told.at(-1)).toMatch(/^mine: Comparing runs/)
    const other = comparisonRequestSchema.parse({ ...ask, metric: 'bleu', resamples: 31 })
    await expect(api.runs.compare(other)).rejects.toThrow(/This report holds the comparisons/)
  })
})

describe.skipIf(typeof opened === 'string')('a report in a browser', () => {
  it('moves its cursor through maps and values without a network, and runs nothing of its data', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 1600 } })
    await context.setOffline(true)
    const page = await context.newPage()
    const complaints = complaintsOf(page)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(pathToFileURL(file).href)
    const value = page.getByTestId('value-rb').getByTestId('cursor-valid/exact_match')
    await value.waitFor()
    const ink = () => page.evaluate(`document.querySelector('[data-testid="map-rb"] canvas').toDataURL()`)
    await page.getByTestId('map-rb').getByTestId('attention-canvas').waitFor()
    const [before, map] = [await value.innerText(), await ink()]
    expect(await page.getByTestId('step').innerText()).toContain('1\u202f000')

    await page.getByTestId('step-range').focus()
    await page.keyboard.press('Home')
    await until(
      'values and maps of the first step',
      async () => (await value.innerText()) !== before && (await ink()) !== map,
    )
    await page.keyboard.press('ArrowRight')
    await until('the second step', async () => (await page.getByTestId('step').innerText()).includes('100'))

    expect(await page.getByText(EVIL).count()).toBeGreaterThan(0)
    expect(await page.evaluate('globalThis.ran')).toBeUndefined()
    expect(await page.locator('.notes strong').innerText()).toBe('faster')
    expect(await page.locator('a[href]').count()).toBe(0)
    expect(asked.filter((url) => !/^(blob|data):/.test(url))).toEqual([pathToFileURL(file).href])
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })
})
