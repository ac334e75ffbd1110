/** A board as one file: made by the command line, opened from disk without a network, and answering as the host does. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../scripts/setup/places.js'
import { layOut } from '../../src/host/folder/data-folder.ts'
import type { Host } from '../../src/host/host.ts'
import { pairOf } from '../../src/host/fixtures/pair-output.ts'
import { type Database, openDatabase } from '../../src/host/storage/database.ts'
import { packPairs, putOutputs } from '../../src/host/storage/outputs.ts'
import { readReportData } from '../../src/renderer/app/report/read-data.ts'
import { createStaticClient } from '../../src/renderer/client/static.ts'
import { comparisonRequestSchema } from '../../src/shared/contract/comparison.ts'
import { curvesRequestSchema } from '../../src/shared/contract/curves.ts'
import { columnsOf } from '../../src/shared/outputs/pair-outputs.ts'
import { EVIL, TOKENS, WORDS, watchTokens } from '../support/hostile-words.ts'
import { prepareHistory } from '../support/prepared-history.ts'
import { smallConfiguration, startHost, trainAll } from '../support/trained-host.ts'
import { violationsOf } from './accessibility.ts'
import { complaintsOf, openBrowser } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

const RUNS = ['ra', 'rb', 'rc']
const folder = mkdtempSync(join(tmpdir(), 'saccade-report-'))
const [data, file] = [join(folder, 'data'), join(folder, 'board.html')]

beforeAll(async () => {
  prepareHistory(data, [
    { id: 'ra', preset: 'bigru-bahdanau', seed: 1, name: EVIL },
    { id: 'rb', preset: 'bigru-bahdanau', seed: 2 },
    { id: 'rc', preset: 'luong-dot', seed: 1 },
  ])
  const database = openDatabase(layOut(data).database)
  for (const [i, run] of RUNS.entries()) {
    watchTokens(database, run)
    sayOutputs(database, run, i + 2)
  }
  database.close()
  const host = startHost(data)
  try {
    await host.api.runs.mark({ runs: ['rb'], note: `Learns **faster** than I thought. ${EVIL}` })
    const panel = (kind: string, width = 12, options = {}, id = kind) => ({ id, kind, width, options })
    const panels = [
      ...[panel('text', 12, { text: WORDS }), panel('curves'), panel('values', 6), panel('maps', 6)],
      ...[panel('outputs', 12, { of: 'watched' }), panel('configuration'), panel('edits')],
      ...[panel('errors', 12, { resamples: 20 }), panel('significance', 12, { resamples: 20, metric: 'exact-match' })],
    ]
    const board = { name: 'Three </title>', runs: RUNS.map((run) => ({ run })), panels, sentences: [{ source: EVIL }] }
    await host.api.boards.save({ board })
  } finally {
    await host.close()
  }
  const program = join(packageRoot, 'bin', 'saccade.js')
  const args = [program, 'report', 'Three </title>', '--to', file, '--data-dir', data, '--json']
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const notes = [expect.stringContaining('Not sentences of your own'), expect.stringContaining('Not the panel')]
  expect(JSON.parse(stdout)).toMatchObject({ path: file, runs: 3, notes })
  expect(readdirSync(folder).sort()).toEqual(['board.html', 'data'])
}, 60_000)
afterAll(async () => {
  if (typeof opened !== 'string') await browser.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** What a run says of pairs with hostile words, one of so many of them wrongly. */
function sayOutputs(database: Database, run: string, every: number): void {
  const list = Array.from({ length: 60 }, (_, place) => {
    const source = [...TOKENS, 'a', 'b', 'c', 'd'].slice(0, 2 + (place % 5))
    return { place, source, target: source.toReversed(), alternatives: [], rarest: place % 4, unknown: 0 }
  })
  const outputs = columnsOf(list.map((pair) => pairOf(pair, pair.place % every === 0 ? [EVIL] : pair.target)))
  putOutputs(database, { run, step: 1000 }, { list: packPairs({ pairs: list, among: 60 }), outputs, most: 1e6 })
}

function dataOf(page: string): ReturnType<typeof readReportData> {
  const [, json = ''] = /id="saccade-report">([^<]*)</.exec(page) ?? []
  return readReportData(json)
}

describe('the client of a report', () => {
  let host: Host
  beforeAll(() => void (host = startHost(data, { concurrency: 2 })))
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
    for (const where of ['', 'disagree:yes', 'a.exact:yes b.exact:no', 'not img', 'source.length > 4']) {
      const asked = { runs: RUNS, checkpoint: 'best' as const, where, sort: { field: 'b.edits', descending: true } }
      const pairs = { ...asked, offset: 1, count: 5 }
      expect(await api.outputs.find(pairs)).toEqual(await host.api.outputs.find(pairs))
    }
    await expect(api.runs.remove({ runs: ['ra'] })).rejects.toThrow(/A report is a file, and cannot do this/)
    const ofRows = { runs: RUNS, checkpoint: 'best' as const, where: 'rows:"source.length > 3"' }
    await expect(api.outputs.find(ofRows)).rejects.toThrow(/A report holds no dataset/)
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
    await expect(host.api.boards.report({ board: {} })).rejects.toThrow('The board has no runs')
    const one = await host.api.boards.report({ board: { runs: [{ run: 'ra' }, { run: 'gone' }] } })
    expect(one.notes).toContain('1 of the board’s runs is not in this history')
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
      { metric: 'bleu' as const, resamples: 20, runs: [[runs[0] ?? ''], [runs[1] ?? '']] },
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
    expect(await api.runs.compare(other)).toEqual(await host.api.runs.compare(other))
    const few = createStaticClient({ ...reported, outputs: { ...reported.outputs, whole: false } })
    await expect(few.api.runs.compare(other)).rejects.toThrow(/does not hold all outputs/)
  })
})

/** Notes in a page what it is like on paper while it is printed, when no frame comes any more: only promises do. */
const LOOKS_AT_PAPER = `
  const all = (what) => [...document.querySelectorAll(what)].filter((one) => one.getClientRects().length > 0)
  const called = (one) => (one.closest('.panels > .frame')?.dataset.testid ?? '') + ' ' + one.tagName + '.' + one.className
  // The pages are counted after it: what grows later is not printed.
  addEventListener('beforeprint', async () => {
    for (let turn = 0; turn < 50; turn += 1) await null
    globalThis.counted = all('.panels > .frame').map((one) => one.offsetHeight)
  })
  matchMedia('print').addEventListener('change', async ({ matches }) => {
    for (let turn = 0; turn < 50; turn += 1) await null
    if (!matches) return
    const { right } = document.querySelector('.report').getBoundingClientRect()
    const shown = all('.report *').filter((one) => getComputedStyle(one).clipPath === 'none' && !one.closest('.visually-hidden'))
    const isCut = (one) => getComputedStyle(one).overflowY !== 'visible' && one.scrollHeight > one.clientHeight + 1
    globalThis.paper = {
      theme: document.documentElement.dataset.theme,
      // One that is longer than a page has the rest of its first page too.
      grown: all('.panels > .frame').filter((one, i) => counted[i] < 1000 && getComputedStyle(one).breakInside === 'avoid' && one.offsetHeight > counted[i] + 1).map(called),
      beyond: all('.report *')
        .filter((one) => !one.parentElement.closest('.visually-hidden') && one.getBoundingClientRect().right > right + 1).map(called),
      cut: [...shown.filter(isCut), ...all('.report .middle[data-cut]').filter((one) => getComputedStyle(one, '::after').content !== 'none')].map(called),
      charts: all('canvas').length,
      controls: all('button.button, button.button-icon, input').map((one) => one.dataset.testid ?? one.outerHTML)
        .filter((one) => one !== 'maps-scale'),
      runs: document.querySelectorAll('[data-testid="paper-runs"] li').length,
      differences: document.querySelectorAll('[data-testid="configuration-diff"]').length,
      made: document.querySelector('[data-testid="report-made"]').textContent.trim(),
    }
  })
`

describe.skipIf(typeof opened === 'string')('a report in a browser', () => {
  let page: Page
  let complaints: readonly string[]
  const asked: string[] = []
  beforeAll(async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 1600 }, reducedMotion: 'reduce' })
    await context.setOffline(true)
    page = await context.newPage()
    complaints = complaintsOf(page)
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(pathToFileURL(file).href)
    await value('rb').waitFor()
    await page.getByTestId('map-rb').getByTestId('attention-canvas').first().waitFor()
  })

  const value = (run: string) => page.getByTestId(`value-${run}`).getByTestId('cursor-valid/exact_match')
  const inkOf = (within: string) => page.evaluate<string>(`document.querySelector('${within} canvas').toDataURL()`)
  const ink = () => inkOf('[data-testid="map-rb"]')
  const step = () => page.getByTestId('step').innerText()
  const all = (what: string, told: string) =>
    page.evaluate<string[]>(`[...document.querySelectorAll('${what}')].map((one) => one.${told})`)
  const order = () => all('[data-testid="values"] tbody tr', 'dataset.testid')
  /** Does what is to draw something else, and waits until it is drawn. */
  async function redraws(what: string, drawing: () => Promise<string>, deed: () => Promise<unknown>): Promise<void> {
    const before = await drawing()
    await deed()
    await until(what, async () => (await drawing()) !== before)
  }

  it('moves its cursor through maps, values and curves, by slider, keys and a click into a curve', async () => {
    const [before, map] = [await value('rb').innerText(), await ink()]
    expect(await step()).toContain('1\u202f000')
    expect(await page.getByTestId('follow').count()).toBe(0)
    await page.getByTestId('step-range').focus()
    await page.keyboard.press('Home')
    await until('the first step', async () => (await value('rb').innerText()) !== before && (await ink()) !== map)
    await page.keyboard.press('ArrowRight')
    await until('the second step', async () => (await step()).includes('100'))

    const chart = page.getByTestId('curve-valid/exact_match')
    const values = chart.getByTestId('curve-values')
    const box = await chart.locator('canvas').first().boundingBox()
    if (!box) throw new Error('There is no chart')
    const [x, y] = [box.x + box.width * 0.6, box.y + box.height / 2]
    const told = await values.innerText()
    await page.mouse.move(x, y)
    await until('values under the pointer', async () => (await values.innerText()) !== told)
    await page.mouse.click(x, y)
    await until('the step that was clicked', async () => /[56]\d\d/.test(await step()))
    const curve = () => inkOf('[data-testid="curve-train/loss"]')
    await redraws('no smoothing', curve, () => page.getByTestId('smoothing-kind').selectOption('none'))
    await page.getByTestId('curve-options').click()
    await redraws('a logarithmic axis', curve, () => page.getByTestId('log-axis').click())
    await page.keyboard.press('Escape')
  })

  it('shows another sentence, another head, a difference, an order and what is the same in all configurations', async () => {
    await redraws('another sentence', ink, () =>
      page
        .getByTestId('watched-outputs')
        .getByRole('button', { name: TOKENS[0] ?? '' })
        .click(),
    )
    await page.getByTestId('maps-heads').click()
    await redraws('another head', ink, () => page.getByTestId('head').selectOption('1'))
    await page.keyboard.press('Escape')
    await page.getByTestId('maps-difference').click()
    await redraws('a difference', ink, () => page.getByTestId('minus-run').selectOption('ra'))
    await page.keyboard.press('Escape')
    expect(await order()).toEqual(['value-ra', 'value-rb', 'value-rc'])
    const sort = page.getByTestId('sort-valid/exact_match-best')
    for (let click = 0; click < 2; click += 1) await sort.click() // the best first, then the worst
    await until('the worst first', async () => (await order())[0] === 'value-rc')
    const rows = page.getByTestId('configuration-diff').locator('tbody tr')
    const differing = await rows.count()
    await page.getByTestId('show-same').click()
    await until('what is the same', async () => (await rows.count()) > differing)
    expect(await page.getByTestId('panel-edits').getByTestId('panel-absent').innerText()).toContain('In Saccade')
  })

  it('finds pairs by a press, by words and from a bar, sorts them, and compares with another baseline', async () => {
    const panel = page.getByTestId('panel-outputs')
    const found = panel.getByTestId('outputs-found')
    const finds = (what: string, words: RegExp) => until(what, async () => words.test(await found.innerText()))
    await panel.getByTestId('outputs-pairs').click()
    await finds('all pairs', /^60 pairs$/)
    await panel.getByTestId('quick-disagree').press('Enter')
    await finds('those of which runs say different things', /^3\d of 60 pairs$/)
    const field = panel.getByRole('combobox', { name: 'Filter the pairs' })
    await field.fill('a.exact:no b.exact:yes')
    await finds('those about which A alone is wrong', /^20 of 60 pairs$/)
    await panel.getByTestId('outputs-sort').click()
    await page.getByRole('option', { name: 'Source length' }).click()
    const first = panel.locator('tr.row').first()
    await until('the shortest first', async () => /^11\b/.test(await first.innerText()))
    await panel.getByTestId('outputs-descending').click()
    await until('the longest first', async () => /^5\b/.test(await first.innerText()))
    await first.press('Enter')
    await panel.getByTestId('pair-detail').waitFor()
    await page.getByTestId('error-bars').getByRole('button').first().press('Enter')
    await until('the pairs of a bar', async () => (await field.inputValue()).startsWith('source.length'))

    const rows = page.getByTestId('significance').locator('tbody tr')
    expect(await rows.first().innerText()).toMatch(/50\.0 %/)
    await page.getByTestId('baseline-choice').selectOption('rc')
    await until('the other baseline', async () => (await rows.first().innerText()).includes('75.0'))
    await page.getByTestId('significance-by').click()
    await page.getByRole('option', { name: 'By source length' }).last().click()
    await page.getByTestId('significance-slices').waitFor()
    expect(await page.getByTestId('own-not-here').count()).toBe(1)
    await page.getByTestId('panel-significance').getByTestId('panel-settings').click()
    expect(await page.getByTestId('options-fixed').innerText()).toMatch(/when the page was made.*Checkpoint \(best\)/)
    await page.keyboard.press('Escape')
    expect(await page.locator('main [role="alert"]').count()).toBe(0)
  })

  it('asks for nothing, runs nothing of its data, and is for everybody, light and dark', async () => {
    expect(await page.getByRole('heading', { name: 'What we see </title>' }).count()).toBe(1)
    expect(await page.getByText(EVIL).count()).toBeGreaterThan(0)
    expect(await page.locator('.notes strong').innerText()).toBe('faster')
    expect(await all('a[href]', 'href')).toEqual(['https://example.org/a', 'https://example.org/a.png'])
    expect(await page.locator('img, iframe, object').count()).toBe(0)
    expect(await violationsOf(page)).toEqual([])
    const themes = page.getByRole('group', { name: 'Colours' })
    await redraws('dark maps', ink, () => themes.getByRole('button', { name: 'Dark' }).click())
    await page.getByTestId('step-range').press('End')
    await until('the last step', async () => (await step()).includes('1\u202f000'))
    expect(await violationsOf(page, { rules: 'colours' })).toEqual([])
    expect(await page.evaluate('globalThis.ran')).toBeUndefined()
    expect(asked.filter((url) => !/^(blob|data):/.test(url))).toEqual([pathToFileURL(file).href])
    expect(complaints).toEqual([])
  })

  it('is laid out anew for paper: light, as wide as the sheet, without controls, with what it is and its runs', async () => {
    await page.evaluate(LOOKS_AT_PAPER)
    for (const [format, landscape] of [['A4', true] as const, ['Letter', false] as const]) {
      const pdf = await page.pdf({ format, landscape })
      const [, width, height] = /MediaBox \[0 0 ([\d.]+) ([\d.]+)/.exec(pdf.toString('latin1')) ?? []
      expect(Number(width)).toBeLessThan(Number(height))
      const paper = await page.evaluate<Record<string, unknown>>('globalThis.paper')
      expect(paper).toMatchObject({
        theme: 'light',
        grown: [],
        beyond: [],
        cut: [],
        controls: [],
        runs: 3,
        differences: 1,
      })
      expect(paper.charts).toBeGreaterThan(5)
      expect(paper.made).toMatch(/3 runs, as of .* shown at step 1\u202f000/)
    }
    await until(
      'the screen again',
      async () => (await page.evaluate('document.documentElement.dataset.theme')) === 'dark',
    )
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('prints all of many runs: nothing is cut, or beyond the sheet, and every name is whole', async () => {
    const many = join(folder, 'many')
    const presets = ['bigru-bahdanau', 'luong-dot', 'bigru-plain']
    const runs = Array.from({ length: 15 }, (_, i) => ({ id: `m${i}`, seed: i + 1, preset: presets[i % 3] ?? '' }))
    prepareHistory(many, runs)
    const database = openDatabase(layOut(many).database)
    for (const { id } of runs) sayOutputs(database, id, 3)
    database.close()
    const panel = (kind: string, options = {}, id = kind) => ({ id, kind, options })
    const resamples = 20
    const board = {
      runs: runs.map(({ id }) => ({ run: id })),
      baseline: 'm3',
      grouping: { by: 'all-but-seed', settings: [], members: true },
      panels: [
        ...[panel('values'), panel('maps', { mode: 'both' }), panel('outputs', { of: 'pairs' })],
        ...[panel('outputs', { of: 'watched' }, 'watched'), panel('errors', { resamples })],
        panel('significance', { resamples, metric: 'exact-match', by: 'source-length' }),
      ],
    }
    const host = startHost(many)
    const made = await host.api.boards.report({ board }).finally(() => host.close())
    const printed = join(folder, 'many.html')
    writeFileSync(printed, made.page)
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const sheet = await context.newPage()
    await sheet.goto(pathToFileURL(printed).href)
    await sheet.getByTestId('significance-slices').waitFor()
    const maps = sheet.getByTestId('attention-canvas')
    await until('the maps of all runs that attend', async () => (await maps.count()) === 20)
    await sheet.evaluate(LOOKS_AT_PAPER)
    await sheet.pdf({ format: 'A4' })
    const paper = await sheet.evaluate<Record<string, unknown>>('globalThis.paper')
    expect(paper).toMatchObject({ grown: [], beyond: [], cut: [], runs: 15 })
    await context.close()
  })
})
