/** The table of runs over a made history of more than 300: found, marked, grouped, undone; with the mouse and without. */
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type PreparedRun, prepareHistory } from '../support/prepared-history.ts'
import { violationsOf } from './accessibility.ts'
import { picture, whenConnected } from './journey.ts'
import { type ServedApp, complaintsOf, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

const PRESETS = ['bigru-bahdanau', 'luong-dot', 'luong-2015']
const BEST = 187
const HISTORY: readonly PreparedRun[] = [
  ...Array.from({ length: 300 }, (_, i): PreparedRun => {
    const score = i === BEST ? 0.99 : 0.3 + 0.6 * Math.abs(Math.sin(i))
    return {
      id: `r${String(i).padStart(3, '0')}`,
      preset: PRESETS[i % 3] ?? '',
      seed: 1 + (Math.floor(i / 3) % 5),
      assignments: [`training.optimizer.learningRate=${[0.001, 0.002][Math.floor(i / 15) % 2] ?? 0.001}`],
      steps: 100,
      metrics: (step) => ({
        'train/loss': 2,
        ...(step % 100 === 0 && { 'valid/exact_match': step === 0 ? 0 : score, 'valid/loss': 1 - score }),
      }),
    }
  }),
  ...Array.from({ length: 12 }, (_, i): PreparedRun => {
    return { id: `same${i}`, preset: 'luong-dot', seed: 1, name: 'the one', steps: 100 }
  }),
]

describe.skipIf(typeof opened === 'string')('the table of runs', () => {
  let app: ServedApp
  let page: Page
  let complaints: readonly string[] = []

  beforeAll(async () => {
    app = await serveApp((dataFolder) => prepareHistory(dataFolder, HISTORY))
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
    complaints = complaintsOf(page)
    await page.goto(app.url)
    await whenConnected(page)
  })
  beforeEach(() => show(''))
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(page, `failed-${task.name.replaceAll(/\W+/g, '-')}`)
  })
  afterAll(async () => {
    await browser.close()
    await app.close()
  })

  async function show(query: string): Promise<void> {
    await page.goto(`${app.url.split('#')[0] ?? ''}#/runs${query}`)
    await page.getByTestId('runs-table').waitFor()
  }
  const filter = () => page.getByRole('combobox', { name: 'Filter runs' })
  const rows = () => page.getByTestId('runs-table').locator('tbody tr[data-testid]')
  const first = () => rows().first()
  const shows = (count: string) =>
    until(`“${count}”`, async () => (await page.getByTestId('run-count').innerText()).startsWith(count))
  const row = (run: string) => page.getByTestId(`run-${run}`)
  const focused = () => page.evaluate<string>(`document.activeElement?.getAttribute('aria-label') ?? ''`)

  it('finds the best of 300 by a query, tags and archives it, and undoes both', async () => {
    await filter().fill('preset:luong-* lr 0.9')
    await filter().fill('valid/exact_match@best > 80% not name:"the one"')
    await page.getByRole('columnheader', { name: 'Exact match' }).getByRole('button').click()
    await row(`r${BEST}`).waitFor()
    expect(await first().getAttribute('data-testid')).toBe(`run-r${BEST}`)

    await first().getByRole('checkbox').click()
    await page.getByTestId('bulk-tags').click()
    await page.getByTestId('bulk-tag-input').fill('final')
    await page.keyboard.press('Enter')
    await page.getByTestId('undo-note').getByText('Tagged 1 run: final').waitFor()
    await filter().fill('tag:final')
    await shows('1 of')
    await page.getByTestId('bulk-archive').click()
    await page.getByRole('heading', { name: 'No run fits' }).waitFor()
    await filter().fill('tag:final archived:yes')
    await row(`r${BEST}`).waitFor()
    await page.getByTestId('undo').click() // the archiving
    await page.getByTestId('undo-note').getByText('Tagged 1 run').waitFor()
    await filter().fill('tag:final')
    await row(`r${BEST}`).waitFor()
    await page.getByTestId('undo').click() // the tag
    await page.getByRole('heading', { name: 'No run fits' }).waitFor()
    await page.getByTestId('clear-filter').click()
    await shows('312 runs')
    await page.getByRole('button', { name: 'Select nothing' }).click()
  })

  it('marks the place of a fault in the filter, keeps what was shown, and comes back to it by the address', async () => {
    await filter().fill('preset:luong-dot')
    await shows('112 of 312')
    await filter().fill('preset:luong-dot scor=dot')
    await page.getByTestId('query-fault').waitFor()
    expect(await page.getByTestId('query-fault').textContent()).toBe('scor')
    expect(await page.getByTestId('query-problem').innerText()).toContain('There is no field “scor”')
    expect(await filter().getAttribute('aria-invalid')).toBe('true')
    await shows('112 of 312') // the last good filter stands
    await page.reload()
    await whenConnected(page)
    expect(await filter().inputValue()).toBe('preset:luong-dot scor=dot')
    await page.getByTestId('query-fault').waitFor()
    await filter().fill('preset:luong-dot score=dot')
    await shows('112 of 312')
    expect(await page.getByTestId('query-fault').count()).toBe(0)
    await page.goBack()
    await until('the filter before', async () => (await filter().inputValue()) === 'preset:luong-dot scor=dot')
  })

  it('takes a word that is half a question for one, as long as no run is called so', async () => {
    await filter().fill('preset:luong-dot')
    await shows('112 of 312')
    await filter().fill('preset:luong-dot steps')
    const hint = page.getByTestId('query-meant')
    await hint.getByText('Nothing is called “steps”').waitFor()
    await shows('112 of 312') // nothing vanishes while it is typed
    await hint.getByRole('button', { name: 'training.steps >' }).click()
    expect(await filter().inputValue()).toBe('preset:luong-dot training.steps > ')
    await page.keyboard.type('2000')
    await page.getByRole('heading', { name: 'No run fits' }).waitFor()
    await filter().fill('preset:luong-dot step')
    await hint.getByRole('button', { name: 'step >', exact: true }).click()
    await page.keyboard.type('50')
    await shows('112 of 312')
    await filter().fill('one') // of a name
    await shows('12 of 312')
    expect(await hint.innerText()).toBe('')
  })

  it('completes fields and values by keys alone', async () => {
    await filter().focus()
    await page.keyboard.type('pres')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await filter().inputValue()).toBe('preset:')
    await page.keyboard.type('luong-d')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    expect(await filter().inputValue()).toBe('preset:luong-dot ')
    await shows('112 of 312')
    await page.keyboard.type('no')
    await page.keyboard.press('Escape')
    expect(await filter().getAttribute('aria-expanded')).toBe('false')
    expect(await focused()).toBe('Filter runs')
  })

  it('tells 12 runs with one name apart', async () => {
    await filter().fill('name:"the one"')
    await shows('12 of 312')
    await until('short labels', async () => (await rows().getByRole('link').first().innerText()).includes('same'))
    const labels = await rows().getByRole('link').allInnerTexts()
    expect(labels.length).toBe(12)
    expect(new Set(labels).size).toBe(12)
  })

  it('scrolls its rows and nothing else, however small the window', async () => {
    const size = page.viewportSize() ?? { width: 1280, height: 800 }
    const over = `(({ scrollWidth, scrollHeight, clientWidth, clientHeight }) =>
      [scrollWidth - clientWidth, scrollHeight - clientHeight, scrollX, scrollY].join())(document.documentElement)`
    for (const [width, height] of [
      [1440, 900],
      [1024, 700],
      [720, 600],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.evaluate(`document.activeElement?.blur()`)
      await page.keyboard.press('End')
      await page.keyboard.press('PageDown')
      await page.mouse.move(width / 2, 10)
      await page.mouse.wheel(0, 3000)
      await page.mouse.move(width / 2, height / 2)
      await page.mouse.wheel(0, 100_000)
      await until('the last row', async () => (await page.locator('[aria-rowindex="313"]').count()) === 1)
      await page.mouse.wheel(300, 3000)
      expect(await page.evaluate(over), `at ${width}`).toBe('0,0,0,0')
      await page.evaluate(`document.querySelector('.frame').scrollTo(0, 0)`)
    }
    await page.setViewportSize(size)
  })

  it('says of each box what is selected, and moves no row when one is ticked', async () => {
    await filter().fill('name:"the one"')
    await shows('12 of')
    const all = page.getByRole('checkbox', { name: 'Select all shown runs' })
    const said = page.getByTestId('selection-bar').locator('strong')
    const state = (part: string, at = 0) =>
      page.evaluate(`(({ indeterminate, checked }) => (indeterminate ? 'some' : checked))(
        document.querySelectorAll('[data-testid="runs-table"] ${part} .tick input')[${at}])`)
    const tick = (at: number) => rows().nth(at).getByRole('checkbox')
    await all.click()
    expect([await said.innerText(), await state('thead')]).toEqual(['12 runs selected', true])
    await tick(2).click()
    expect([await said.innerText(), await state('thead')]).toEqual(['11 runs selected', 'some'])
    await all.click()
    expect([await said.innerText(), await state('thead')]).toEqual(['12 runs selected', true])
    await tick(4).click({ modifiers: ['Shift'] }) // it is selected, and stays so
    expect([await said.innerText(), await state('tbody', 4)]).toEqual(['12 runs selected', true])
    await all.click()
    expect([await said.count(), await state('thead'), await state('tbody', 4)]).toEqual([0, false, false])

    const place = await tick(0).boundingBox()
    await tick(0).click()
    await said.waitFor()
    expect(await tick(0).boundingBox()).toEqual(place)
    for (const menu of ['Tags', 'Note', 'Colour', 'Rename', 'Export']) {
      await page.getByTestId('selection-bar').getByRole('button', { name: menu }).click()
      const sheet = await page.getByRole('group', { name: menu, exact: true }).boundingBox()
      expect((sheet?.y ?? 0) + (sheet?.height ?? Infinity), menu).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0)
      expect(await page.evaluate('scrollY'), menu).toBe(0)
      await page.keyboard.press('Escape')
    }
    await tick(0).click()
    expect(await said.count()).toBe(0)
  })

  it('lays out its columns once, with the first rows', async () => {
    const other = await page.context().newPage()
    await other.addInitScript(`(function look() {
      const heads = [...document.querySelectorAll('[data-testid="runs-table"] th')]
      const places = heads.map((head) => [head.dataset.column, head.getBoundingClientRect().x].join(' ')).join()
      globalThis.seen ??= new Set()
      if (places) globalThis.seen.add(places)
      requestAnimationFrame(look)
    })()`)
    const [base = ''] = app.url.split('#')
    await other.goto(app.url)
    await whenConnected(other)
    for (const query of ['', '?group=all-but-seed']) {
      await other.goto(`${base}#/runs${query}`)
      await other.getByTestId('runs-table').waitFor()
      await other.reload()
      await other.getByTestId('runs-table').locator('tbody tr[data-testid]').first().waitFor()
      await other.waitForTimeout(300) // longer than labels and the rows around rest
      expect(await other.evaluate('[...globalThis.seen].length'), query).toBe(1)
    }
    await other.close()
  })

  it('shows the groups of all but the seed with their spread, and their members on demand', async () => {
    await show('?group=all-but-seed&sort=-valid/exact_match&where=not name:"the one"')
    const groups = page.getByTestId('run-group')
    await until('six groups', async () => (await groups.count()) === 6)
    expect(await groups.first().innerText()).toMatch(/n = 50/)
    expect(await groups.first().innerText()).toMatch(/\d\.\d %\s*± \d/)
    expect(await groups.first().innerText()).toContain('1 – 5')
    await groups.first().getByRole('button').focus()
    await page.keyboard.press('ArrowRight')
    await until('its members', async () => (await rows().count()) > 20)
    expect(await rows().nth(1).getByRole('link').innerText()).toMatch(/seed [1-5]/)
    await page.keyboard.press('ArrowLeft')
    await until('groups alone', async () => (await rows().count()) === 6)
  })

  it('shows markup in a note as text, and takes no tag of it', async () => {
    const hostile =
      '<img src=x onerror="window.hacked=1"> **strong** [bad](javascript:window.hacked=1) [good](https://a.example)'
    await row('same11').getByRole('checkbox').focus()
    await page.keyboard.press('n')
    await page.getByTestId('note-input').fill(hostile)
    await page.keyboard.press('Control+Enter')
    const note = page.getByTestId('run-note')
    await note.locator('strong').waitFor()
    expect(await note.innerText()).toContain('<img src=x onerror="window.hacked=1">')
    expect(await note.locator('img').count()).toBe(0)
    expect(await note.getByRole('link').count()).toBe(1)
    expect(await note.getByRole('link').getAttribute('rel')).toContain('noopener')
    await page.keyboard.press('Escape')
    await row('same11').getByRole('checkbox').click()
    await page.getByTestId('bulk-tags').click()
    await page.getByTestId('bulk-tag-input').fill('<b>bold</b>')
    await page.getByText('“<b>bold</b>” must be one word').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.evaluate('window.hacked')).toBe(undefined)
    await page.getByTestId('undo').click()
    await page.getByRole('button', { name: 'Select nothing' }).click()
    expect(await page.getByRole('button', { name: 'Close the note' }).count()).toBe(0) // Escape closed it
  })

  it('is used by keys alone: walks, selects, stars, deletes, and undoes', async () => {
    await show('?sort=name&where=preset:bigru-bahdanau')
    await shows('100 of 312')
    await rows().first().getByRole('checkbox').focus()
    await page.keyboard.press('End')
    await until('the last row', async () => (await page.locator('[aria-rowindex="101"] input:focus').count()) === 1)
    await page.keyboard.press('Home')
    await until('the first row', async () => (await page.locator('[aria-rowindex="2"] input:focus').count()) === 1)
    const run = (await rows().first().getAttribute('data-testid')) ?? ''
    await page.keyboard.press('s')
    await page.getByTestId(run).getByTestId('star').and(page.locator('[aria-pressed="true"]')).waitFor()
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await page.getByText('3 runs selected').waitFor()
    await page.keyboard.press('Control+a')
    await page.getByText('100 runs selected').waitFor()
    await page.keyboard.press('Escape')
    await until('no selection', async () => (await page.getByTestId('selection-bar').count()) === 0)
    await page.keyboard.press('Home')
    await page.keyboard.press('Delete')
    await shows('99 of 311')
    expect(await page.evaluate(`document.querySelector('tbody').contains(document.activeElement)`)).toBe(true)
    await page.keyboard.press('Control+z')
    await shows('100 of 312')
    await page.keyboard.press('Control+z') // the star
    await until('no star', async () => (await page.locator('[data-testid="star"][aria-pressed="true"]').count()) === 0)
  })

  it('keeps scroll and focus while runs change elsewhere', async () => {
    await rows().first().getByRole('checkbox').focus()
    for (let i = 0; i < 40; i += 1) await page.keyboard.press('ArrowDown')
    await until('row 42', async () => (await page.locator('[aria-rowindex="42"] input:focus').count()) === 1)
    const before = await page.evaluate<number>(`document.querySelector('.frame').scrollTop`)
    const label = await focused()
    const other = await page.context().newPage()
    await other.goto(app.url)
    await whenConnected(other)
    await other.goto(`${app.url.split('#')[0] ?? ''}#/runs?where=run:same11`)
    await other.getByTestId('run-same11').getByTestId('delete').click()
    await other.getByTestId('undo-note').waitFor()
    await shows('311 runs')
    expect(await focused()).toBe(label)
    expect(await page.evaluate(`document.querySelector('.frame').scrollTop`)).toBe(before - 36)
    await other.getByTestId('undo').click()
    await shows('312 runs')
    expect(await focused()).toBe(label)
    await other.close()
  })

  it('keeps chosen columns, with any metric at a step, through a reload', async () => {
    await page.getByTestId('columns').click()
    const chooser = page.getByTestId('column-chooser')
    await chooser.getByRole('textbox', { name: 'Look for a column' }).fill('hidden')
    await chooser.getByRole('checkbox', { name: 'Encoder: Hidden units' }).click()
    await chooser.getByRole('combobox', { name: 'Metric' }).selectOption('valid/exact_match')
    await page.getByTestId('column-step').fill('100')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await page.reload()
    await whenConnected(page)
    await page.getByRole('columnheader', { name: 'Encoder: Hidden units' }).waitFor()
    const head = page.getByRole('columnheader', { name: 'Exact match, step 100' })
    const cut = `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(
      document.querySelector('[data-column="valid/exact_match@100"] button'))`
    expect(await page.evaluate(cut)).toBe(0)
    await head.getByRole('button').click()
    await until('the best first', async () => (await first().getAttribute('data-testid')) === `run-r${BEST}`)
    await page.getByTestId('columns').click()
    await chooser.getByRole('button', { name: 'As at first' }).click()
    await page.keyboard.press('Escape')
    expect(await head.count()).toBe(0)
  })

  it('exports the selected runs as a bundle, and takes it in where it is dropped', async () => {
    await show('?where=preset:luong-2015%20seed:3')
    await shows('20 of')
    await rows().nth(0).getByRole('checkbox').click()
    await rows().nth(1).getByRole('checkbox').click()
    const size = page.viewportSize() ?? { width: 1280, height: 800 }
    await page.setViewportSize({ ...size, width: 1024 })
    await page.getByTestId('bulk-export').click()
    const sheet = await page.getByRole('group', { name: 'Export' }).boundingBox()
    expect((sheet?.x ?? 0) + (sheet?.width ?? Infinity)).toBeLessThanOrEqual(1024)
    await page.setViewportSize(size)
    await page.getByTestId('export-bundle').click()
    await page.getByRole('radio', { name: /^No checkpoints/ }).check()
    await picture(page, 'bundle-export')
    const saved = page.waitForEvent('download')
    await page.getByTestId('bundle-export').click()
    const download = await saved
    expect(download.suggestedFilename()).toBe('2-runs.saccade.zip')
    await page.getByTestId('bundle-exported').getByText('kB').waitFor()
    await page.getByTestId('bundle-close').click()
    const bundle = [...readFileSync(await download.path())]

    const drop = (more = '') =>
      page.evaluate(`(() => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File([Uint8Array.from([${bundle.join()}])], 'from a colleague.zip'))
        ${more}
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
      })()`)
    async function told(): Promise<string> {
      const found = page.getByTestId('bundle-dialog').getByTestId(/^(bundle-counts|error-notice)$/)
      await found.first().waitFor()
      const texts = await found.allInnerTexts()
      await picture(page, `bundle-import-${texts.length}`)
      await page.getByTestId('bundle-close').click()
      return texts.join('\n')
    }
    const known = '2 runs were here already, and left as they are.'
    // What is dropped while something is asked waits until that is over; what is in no bundle is not taken for one.
    await page.getByTestId('bulk-export').click()
    await page.getByTestId('export-bundle').click()
    const broken = `dataTransfer.items.add(new File(['PK\\u0003\\u0004'], 'broken.zip'))`
    await drop(`dataTransfer.items.add(new File([dataTransfer.files[0]], 'the same.zip')); ${broken}`)
    await page.getByTestId('bundle-waiting').getByText('broken.zip waits').waitFor()
    await page.getByRole('button', { name: 'Leave the same.zip out' }).click()
    await picture(page, 'bundle-waiting')
    await drop()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect((await told()).split('\n').filter((line) => line !== '')).toEqual([
      known,
      'broken.zip was not imported',
      expect.stringMatching(/broken\.zip cannot be imported: it is no/),
      expect.anything(),
      known,
    ])
    await drop(`dataTransfer.items.add(new File(['a b'], 'pairs.tsv'))`)
    expect(await told()).toContain('by themselves')
    await page.getByTestId('bulk-delete').click()
    await shows('18 of')
    await page.goto(`${app.url.split('#')[0] ?? ''}#/data`)
    await drop()
    expect(await told()).toBe('2 runs had been deleted here, and are back.')
    await show('?where=preset:luong-2015%20seed:3')
    await shows('20 of')

    await page
      .getByTestId('bundle-file')
      .setInputFiles({ name: 'x.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') })
    await page.getByTestId('bundle-dialog').getByText('cannot be imported').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.getByTestId('bundle-close').click()
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`holds what axe-core asks for, ${theme}`, async () => {
      await page.getByTestId(`theme-${theme}`).click()
      const found: string[] = []
      const check = async (where: string) => {
        const violations = await violationsOf(page, { rules: theme === 'light' ? 'levels' : 'colours' })
        found.push(...violations.map((line) => `${where}: ${line}`))
      }
      await filter().fill('name:"the one" s')
      await check('list of completions')
      await page.keyboard.press('Escape')
      // What was done last is told where the sheets of the selection open.
      const dismiss = page.getByTestId('undo-note').getByRole('button', { name: 'Dismiss' })
      if ((await dismiss.count()) > 0) await dismiss.click()
      await filter().fill('name:"the one" oops=')
      await page.getByTestId('query-fault').waitFor()
      await rows().first().getByRole('checkbox').click()
      await page.getByTestId('bulk-tags').click()
      await check('selection')
      await page.keyboard.press('Escape')
      await page.getByTestId('columns').click()
      await check('columns')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Select nothing' }).click()
      await show('?group=all-but-seed')
      await page.getByTestId('run-group').first().waitFor()
      await check('groups')
      await picture(page, `run-table-${theme}`)
      expect(found).toEqual([])
    })
  }

  it('went without a complaint of the page', () => {
    expect(complaints).toEqual([])
  })
})
