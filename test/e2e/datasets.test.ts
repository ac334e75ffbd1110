/** A dropped file on its way to training: looked at, imported, searched, mended, compared, trained on. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { violationsOf } from './accessibility.ts'
import { picture, train, whenConnected, whenFinished } from './journey.ts'
import { type ServedApp, complaintsOf, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

const DUPLICATES = 4
/** A third of them are longer. */
const GOOD = Array.from({ length: 60 }, (_, i) =>
  i % 3 === 2
    ? [`the house number ${i} is old and very large`, `das Haus Nummer ${i} ist alt und sehr groß`]
    : [`the house number ${i} is old`, `das Haus Nummer ${i} ist alt`],
)
/** With an id, a semicolon and a header; and with what findings are for. */
const FILE = [
  'id;english;german',
  ...[
    ...GOOD,
    ...Array.from({ length: DUPLICATES }, () => GOOD[7] ?? []),
    ['a garden; with trees', 'ein "Garten"'],
    ['one two three four five six seven eight nine', 'eins'],
  ].map(([source = '', target = ''], i) => [i + 1, cell(source), cell(target)].join(';')),
].join('\n')
const PAIRS = 60 + DUPLICATES + 2

function cell(text: string): string {
  return /[;"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

describe.skipIf(typeof opened === 'string')('datasets in the window', () => {
  let app: ServedApp
  let page: Page
  let complaints: readonly string[] = []
  /** The address of the derived dataset, and a pair of it that the run is evaluated on. */
  let [mended, evaluated] = ['', '']

  beforeAll(async () => {
    app = await serveApp()
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
    complaints = complaintsOf(page)
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

  async function drop(name: string, content: string): Promise<void> {
    const files = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}))
      return transfer
    })()`)
    await page.locator('body').dispatchEvent('drop', { dataTransfer: files })
  }
  const tab = (name: string) => page.getByTestId(`tab-${name}`).click()
  const openMended = async (query = '') => {
    await page.goto(`${mended}${query}`)
  }
  const count = () => page.getByTestId('row-count').innerText()
  const whenCounted = (text: string) => until(`there are ${text}`, async () => (await count()) === text)

  it('shows what a dropped file was taken for, and changes with the options', async () => {
    await page.getByTestId('nav-runs').click()
    await drop('pairs.csv', FILE)
    await page.waitForURL(/#\/data\/import\?/)
    const pairs = page.getByTestId('preview-pairs')
    await pairs.getByText('the house number 0 is old').waitFor()
    expect(await pairs.getByRole('row').nth(1).innerText()).toMatch(
      /the house number 0 is old\s+das Haus Nummer 0 ist alt/,
    )
    expect(await page.getByLabel('Options of the import').innerText()).toMatch(/semicolon/)
    await page.getByTestId('swap-sides').click()
    await until('the sides have changed places', async () =>
      /das Haus Nummer 0 ist alt\s+the house/.test(await pairs.getByRole('row').nth(1).innerText()),
    )
    await page.getByTestId('swap-sides').click()
    await page.getByRole('button', { name: 'as in the file' }).click()
    const role = (column: string) => page.getByLabel(`What column ${column} is`).inputValue()
    expect([await role('id'), await role('english'), await role('german')]).toEqual([
      '',
      'sourceColumn',
      'targetColumn',
    ])
    await picture(page, 'datasets-1-preview')
  })

  it('imports it, and finds, filters and opens its rows', async () => {
    await page.getByRole('button', { name: 'by hash' }).click()
    await page.getByRole('spinbutton', { name: 'Validation' }).fill('40')
    await page.getByRole('spinbutton', { name: 'Validation' }).press('Tab')
    await page.getByTestId('import-now').click()
    await page.getByTestId('row-table').waitFor()
    await whenCounted(`${PAIRS} pairs`)
    await page.getByTestId('row-search').fill('garden')
    await whenCounted(`1 of ${PAIRS} pairs`)
    expect(await page.getByTestId('row-table').locator('mark.found').innerText()).toBe('garden')
    await page.getByTestId('row-search').fill('')
    await page.getByRole('combobox', { name: 'Filter rows' }).fill('finding:duplicate')
    await whenCounted(`${DUPLICATES} of ${PAIRS} pairs`)
    await page.reload()
    await whenCounted(`${DUPLICATES} of ${PAIRS} pairs`)
    await page.getByTestId('row-table').locator('tbody tr').first().click()
    const detail = page.getByTestId('row-detail')
    await detail.getByText(`${DUPLICATES} rows with both the same`).waitFor()
    await detail.getByTestId('watch-row').click()
    await page.getByTestId('undo-note').getByText('The next runs watch it').waitFor()
    await picture(page, 'datasets-2-rows')
  })

  it('makes a dataset without what findings mark, and says what was left out', async () => {
    await tab('findings')
    const duplicate = page.getByTestId('finding-duplicate')
    await duplicate.getByRole('checkbox').check()
    const ratio = page.getByTestId('finding-LengthRatioFilter.word')
    await ratio.getByRole('checkbox').check()
    await ratio.getByRole('button', { expanded: false }).click()
    const slider = page.getByRole('slider', { name: 'Threshold' })
    // Under the bars, and in the row of the finding the number that stands here.
    await page.getByRole('figure', { name: 'Scores' }).getByText('10', { exact: true }).waitFor()
    expect([await slider.getAttribute('min'), await slider.getAttribute('max')]).toEqual(['1', '10'])
    await slider.fill('1.5')
    await page.getByText('Marks 2 rows, +1').waitFor()
    await ratio.getByRole('button', { name: '2: show the rows of' }).waitFor()
    await ratio.getByText('at 1.5').waitFor()
    await picture(page, 'datasets-3-threshold')
    await page.getByRole('button', { name: 'Usual (3)' }).click()
    await ratio.getByRole('button', { name: '1: show the rows of' }).waitFor()
    await page
      .getByTestId('plan-dropped')
      .getByText(`${DUPLICATES + 1} rows`)
      .waitFor()
    await picture(page, 'datasets-3-findings')
    await page.getByTestId('derived-name').fill('mended')
    await page.getByTestId('derive').click()
    await page.getByTestId('dataset-name-shown').getByText('mended').waitFor()
    mended = page.url().replace(/\?.*/, '')
    await tab('about')
    const dropped = page.getByTestId('dropped-rows')
    await dropped.getByText('Exact duplicate').first().waitFor()
    expect(await dropped.locator('tbody tr').count()).toBe(DUPLICATES + 1)
  })

  it.each(['light', 'dark'])('holds what axe-core asks for, %s', async (theme) => {
    await page.getByTestId(`theme-${theme}`).click()
    const found: string[] = []
    const check = async (where: string) => {
      const violations = await violationsOf(page, { rules: theme === 'light' ? 'levels' : 'colours' })
      found.push(...violations.map((line) => `${where}: ${line}`))
    }
    await tab('rows')
    await page.getByTestId('row-table').locator('tbody tr').nth(7).click()
    await page
      .getByTestId('row-detail')
      .getByText('Why it is marked')
      .or(page.getByText('No finding marks it'))
      .waitFor()
    await check('rows')
    await tab('statistics')
    await page.getByTestId('heatmap').waitFor()
    await check('statistics')
    await tab('findings')
    await page.getByTestId('finding-LengthRatioFilter.word').getByRole('button', { expanded: false }).click()
    await page.getByText('Threshold').first().waitFor()
    await check('findings')
    await page.getByTestId('finding-LengthRatioFilter.word').getByRole('button', { expanded: true }).click()
    await tab('runs')
    await page.getByText('No run yet').waitFor()
    await check('runs')
    await tab('compare')
    await page.getByTestId('compare-with').selectOption({ label: 'pairs' })
    await page.getByText('Pairs of pairs that stand in mended').waitFor()
    await check('compare')
    const leaked = page.getByTestId('leaked-rows').locator('tbody tr').nth(3).getByRole('link').last()
    const row = await leaked.innerText()
    await leaked.click()
    await page.getByRole('complementary', { name: `Row ${row}` }).waitFor()
    await page.goBack()
    await tab('about')
    await check('about')
    await page.getByRole('link', { name: 'Back to the datasets' }).click()
    await page.getByTestId('stored-datasets').getByText('mended').first().waitFor()
    await check('datasets')
    await page.getByRole('link', { name: 'mended', exact: true }).click()
    expect(found).toEqual([])
  })

  it('deletes a dataset and brings it back', async () => {
    await page.getByRole('button', { name: 'More of this dataset' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    const list = page.getByTestId('stored-datasets')
    await list.getByRole('link', { name: 'mended', exact: true }).waitFor({ state: 'detached' })
    await page.getByTestId('undo').click()
    await list.getByRole('link', { name: 'mended', exact: true }).click()
  })

  it('trains on it', async () => {
    await page.getByTestId('train-on').click()
    await page.waitForURL(/#\/train/)
    await page.getByText('mended').first().waitFor()
    const draft = await page.evaluate(`localStorage.getItem('saccade.draft.overrides')`)
    expect(draft).toMatch(/"kind":"dataset"/)
    expect(draft).toMatch(/the house number 7 is old/)
  })

  it('from a bar of lengths, and from a finding, leads to the errors of the run there, and to a map', async () => {
    await train(page, {
      presets: ['luong-dot'],
      ...{ steps: 20, batchSize: 8, evaluateEvery: 10 },
      others: { 'model.encoder.embedding': '8', 'model.decoder.embedding': '8' },
    })
    await whenFinished(page)
    await openMended()
    await page.getByRole('figure', { name: 'Source words' }).getByRole('button', { name: /^9: / }).press('Enter')
    await whenCounted('20 of 61 pairs')
    await page.getByTestId('runs-on-rows').click()
    const run = page.getByTestId('slice-runs').locator('tbody tr')
    await run.first().waitFor({ timeout: 60_000 })
    expect(await run.count()).toBe(1)
    expect(await run.innerText()).toMatch(/\d+ of \d+\s+\d+(\.\d+)? %\s+\d+(\.\d+)? %/)
    await picture(page, 'datasets-4-errors')
    const outputs = run.getByTestId('slice-outputs')
    await until('a pair of the slice', async () =>
      /very.large/.test(decodeURI((await outputs.getAttribute('href')) ?? '')),
    )
    await outputs.click()
    await page.getByTestId('error-bars').getByRole('button').first().waitFor({ timeout: 60_000 })
    const pair = page.getByTestId('outputs-table').locator('tr.row').first()
    evaluated = (await pair.locator('td').nth(1).innerText()).trim()
    expect(evaluated).toMatch(/and very large/)
    await pair.click()
    await page.getByTestId('attention-canvas').first().waitFor({ timeout: 60_000 })
    await picture(page, 'datasets-5-map')

    await openMended()
    await tab('findings')
    const finding = page.getByTestId('finding-duplicate-letters')
    await finding.getByRole('button', { expanded: false }).click()
    await page.getByRole('button', { name: 'Errors of the runs on them' }).click()
    await run.first().waitFor({ timeout: 60_000 })
    expect(page.url()).toMatch(/tab=runs/)
  })

  it('shows of a pair what the run says of it, with the way to its map', async () => {
    await openMended(`?find=${encodeURIComponent(evaluated)}`)
    await whenCounted('1 of 61 pairs')
    await page.getByTestId('row-table').locator('tbody tr').first().click()
    const said = page.getByTestId('row-runs')
    await said.getByRole('link').click({ timeout: 60_000 })
    await page.getByTestId('attention-canvas').first().waitFor({ timeout: 60_000 })
  })

  it('leads from a run to its dataset, and says where that was deleted', async () => {
    await page.getByTestId('nav-runs').click()
    const row = page.getByTestId('runs-table').locator('tbody tr').first()
    await row.getByRole('link', { name: 'mended', exact: true }).click()
    await page.waitForURL((url) => url.href.includes(mended))
    await page.getByRole('button', { name: 'More of this dataset' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByTestId('undo').waitFor()
    await page.getByTestId('nav-runs').click()
    await row.getByText('It was deleted').waitFor({ state: 'attached' })
    await row.getByRole('link').first().click()
    const told = page.getByTestId('run-dataset')
    await told.getByText('It was deleted').waitFor()
    expect(await told.innerText()).toMatch(/mended/)
    await page.getByTestId('nav-data').click()
    await page.getByTestId('undo').click()
  })

  it('looks around in what comes with Saccade as in any other', async () => {
    await page.getByTestId('nav-data').click()
    await page.getByTestId('dataset-messages').click()
    await page.getByTestId('dataset-report').waitFor()
    await page.getByTestId('look-around').click()
    await page.getByTestId('row-table').waitFor()
    await until('all are there', async () => /^2\s076 pairs$/.test(await count()))
    await page.getByTestId('dataset-name-shown').getByText('compiler messages en–de').waitFor()
    await picture(page, 'datasets-6-messages')
  })

  it('goes to a far row without the rows between, and shows no text under the number of another row', async () => {
    // Counts how often rows are asked for, and can hold back the questions after a single one.
    await page.evaluate(`(() => {
      const send = WebSocket.prototype.send
      const watched = (globalThis.watched = { rows: 0, held: null })
      WebSocket.prototype.send = function (bytes) {
        const text = new TextDecoder('latin1').decode(bytes)
        if (text.includes('\u00a4rows')) watched.rows += 1
        if (watched.held && text.includes('explain')) watched.held.push(() => send.call(this, bytes))
        else send.call(this, bytes)
      }
    })()`)
    const detail = page.getByTestId('row-detail')
    const goTo = async (row: number) => {
      await page.getByLabel('Number of the row to go to').fill(String(row))
      await page.getByLabel('Number of the row to go to').press('Enter')
    }
    await goTo(2000)
    await detail.getByRole('heading', { name: /^Row 2\s000$/ }).waitFor()
    const row = page.getByTestId('row-table').locator('tr.row.open')
    await row.getByText(/^2\s000$/).waitFor()
    await page.getByRole('button', { name: 'To the first row' }).click()
    await page.getByTestId('row-table').locator('tr.row').first().getByText('1', { exact: true }).waitFor()
    const asked = Number(await page.evaluate('watched.rows'))
    expect([asked > 0, asked <= 3]).toEqual([true, true])

    await page.evaluate('watched.held = []')
    await goTo(1000)
    await detail.getByRole('heading', { name: /^Row 1\s000$/ }).waitFor()
    await detail.getByText('Reading the row').waitFor()
    expect(await detail.getByTestId('watch-row').count()).toBe(0)
    await page.evaluate('watched.held.splice(0).forEach((send) => send()); watched.held = null')
    await detail.getByTestId('watch-row').waitFor()
    const source = await row.locator('td').nth(2).innerText()
    expect((await detail.locator('.whole').first().innerText()).slice(0, 20)).toBe(source.slice(0, 20))
  })

  it('leaves room for the link beside the long name of a slice that is trained on', async () => {
    await page.getByRole('combobox', { name: 'Filter rows' }).fill('finding:duplicate')
    await page.getByRole('button', { name: 'Train on a slice' }).click()
    await page.getByTestId('train-rest').click()
    const change = page.getByRole('link', { name: 'Change', exact: true })
    await page.getByText('where not (finding:duplicate)').waitFor()
    const box = await change.boundingBox()
    expect(box && box.x + box.width).toBeLessThanOrEqual(1280 - 12)
    await picture(page, 'datasets-7-train')
    await page.goBack()
    await page.getByTestId('row-table').waitFor()
  })

  it('says which line of a bad file is wrong, and offers to go past it', async () => {
    // Half of a pair of files: no row of it is bad.
    await drop('m.en', 'a house\na tree\n')
    await page.getByTestId('error-notice').getByText('m.en', { exact: true }).waitFor()
    expect(await page.getByTestId('go-past').count()).toBe(0)
    expect(await page.getByTestId('error-notice').innerText()).not.toMatch(/\/files\//)
    const bad = `ein Haus\ta house\nohne Übersetzung\nein Baum\ta tree\n${'a'.repeat(60)}!\tlong\n`
    await drop('bad.tsv', bad)
    await page.getByTestId('import-now').click()
    const notice = page.getByTestId('error-notice')
    await notice.waitFor()
    expect(await notice.locator('code').innerText()).toBe('bad.tsv:2')
    expect(await violationsOf(page, { rules: 'colours' })).toEqual([])
    await page.getByTestId('go-past').click()
    await page.getByTestId('import-now').click()
    await whenCounted('3 pairs')
    await tab('about')
    await page.getByText('1 bad row').waitFor()
    await page.getByText(/^bad\.tsv:2: /).waitFor({ state: 'attached' })
    // The same once more is the same dataset.
    await drop('bad.tsv', bad)
    await page.getByTestId('skip-bad').check()
    await page.getByTestId('import-now').click()
    await page.getByTestId('was-there').waitFor()
  })

  it('lets a search that would take years be stopped, and asks on', async () => {
    await tab('rows')
    await page.getByRole('button', { name: 'A regular expression, as JavaScript has them' }).click()
    await page.getByTestId('row-search').fill('^(a+)+$')
    await page.getByTestId('stop-search').click()
    await page.getByText('The search was stopped').waitFor()
    await whenCounted('3 pairs')
    await page.getByTestId('row-search').fill('^ein .*m$')
    await whenCounted('1 of 3 pairs')
    expect(complaints).toEqual([])
  })
})
