/** A comparison as a thing of its own: kept in the address, saved, shared, and changed in two windows at once. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { layOut } from '../../src/host/folder/data-folder.ts'
import { putBoard } from '../../src/host/storage/boards.ts'
import { openDatabase } from '../../src/host/storage/database.ts'
import { prepareHistory } from '../support/prepared-history.ts'
import { violationsOf } from './accessibility.ts'
import { openBoard, picture, whenConnected } from './journey.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'
import { HISTORY, SEEDS } from './window-history.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser
const NEWER = { version: 9, name: 'From afar', runs: [{ run: 'ra1222', weight: 2 }, { run: 'rb1222' }], orbit: true }
const unfit = (text: string) => ({ name: 'unfit.json', mimeType: 'application/json', buffer: Buffer.from(text) })
const board = (...runs: string[]) => ({ runs: runs.map((run) => ({ run })) })

describe.skipIf(typeof opened === 'string')('boards', () => {
  let app: ServedApp
  let context: BrowserContext
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    app = await serveApp((dataFolder) => {
      prepareHistory(dataFolder, HISTORY)
      const database = openDatabase(layOut(dataFolder).database)
      const row = { id: 'bnewer', name: NEWER.name, created: 1, updated: 1 }
      putBoard(database, { ...row, board_json: JSON.stringify(NEWER) })
      database.close()
    })
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
    page = await newWindow()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(page, `failed-${task.name.replaceAll(/\W+/g, '-')}`)
  })
  afterAll(async () => {
    await browser.close()
    await app.close()
  })

  async function newWindow(): Promise<Page> {
    const made = await context.newPage()
    made.on('pageerror', (error) => complaints.push(String(error)))
    await made.goto(app.url)
    await whenConnected(made)
    return made
  }

  const title = (of: Page) => of.getByTestId('board-title')
  const rows = (of: Page) => of.getByTestId('values').locator('tbody tr[data-testid]')
  const names = (of: Page) => rows(of).locator('th .middle').allTextContents()
  const focused = () => page.evaluate<string>('document.activeElement?.id')
  const isSaved = (of: Page) =>
    until('the board to be saved', async () => (await of.getByTestId('board-save').count()) === 0)

  async function menu(of: Page, item: string): Promise<void> {
    await of.getByTestId('board-menu').click()
    await of.getByTestId(`menu-${item}`).click()
  }

  async function saveAs(of: Page, name: string): Promise<void> {
    await menu(of, 'save-as')
    await of.getByTestId('board-name-input').fill(name)
    await of.getByTestId('board-name-confirm').click()
    await isSaved(of)
  }

  it('is saved, loaded again, opened in a second window, exported and imported', async () => {
    await openBoard(page, app.url, { ...board(...SEEDS), baseline: 'rc1222' })
    await rows(page).first().waitFor()
    expect(await names(page)).toEqual(['seed 1', 'seed 2', 'seed 3', 'seed 4'])
    await saveAs(page, 'Four seeds')
    expect(await title(page).innerText()).toBe('Four seeds')
    expect(await page.title()).toContain('Four seeds')
    const link = page.url()
    expect(link).toMatch(/board=b\w+$/)
    await page.getByTestId('panel-maps').getByTestId('panel-remove').click()
    await page.getByTestId('board-save').click()
    await isSaved(page)
    await until('the address to name the board alone', () => page.url() === link)

    await page.reload()
    await whenConnected(page)
    await rows(page).first().waitFor()
    expect(await title(page).innerText()).toBe('Four seeds')

    const second = await newWindow()
    await second.goto(link)
    await rows(second).first().waitFor()
    expect(await names(second)).toEqual(await names(page))

    await page.getByTestId('board-menu').click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('menu-export').click()])
    expect(download.suggestedFilename()).toBe('Four-seeds.board.json')
    const file = join(app.folder, 'mailed.json')
    await download.saveAs(file)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ name: 'Four seeds', baseline: 'rc1222' })
    await page.getByTestId('board-menu').click()
    const [report] = await Promise.all([page.waitForEvent('download'), page.getByTestId('menu-report').click()])
    expect(report.suggestedFilename()).toBe('Four-seeds.board.html')
    await page.getByTestId('bundle-exported').getByText('Four-seeds.board.html has').waitFor()
    await page.getByTestId('bundle-close').click()
    const reported = join(app.folder, 'mailed.html')
    await report.saveAs(reported)
    expect(await readFile(reported, 'utf8')).toMatch(/<title>Four seeds – Saccade[^]*id="saccade-report"/)

    await menu(second, 'new')
    await second.getByTestId('select-newest').waitFor()
    await second.getByTestId('board-file').setInputFiles(file)
    await rows(second).first().waitFor()
    expect(await names(second)).toEqual(['seed 1', 'seed 2', 'seed 3', 'seed 4'])
    expect(await second.getByTestId('board-changed').innerText()).toBe('not saved')
    await second.close()
  })

  it('is imported by dropping its file, where a configuration goes to Train', async () => {
    await openBoard(page, app.url, board('ra1222'))
    await drop(page, 'mine.json', JSON.stringify({ name: 'Dropped', runs: [{ run: 'rb1222', label: 'the one' }] }))
    await title(page).getByText('Dropped').waitFor()
    expect(await names(page)).toEqual(['the one'])
    await drop(page, 'config.json', '{"model":{}}')
    expect(await page.getByTestId('error-notice').innerText()).toContain('The configuration was not opened')
  })

  it('says what of an address or file cannot be read, and no longer once another board is opened', async () => {
    const at = (changes: string) => page.goto(`${app.url.split('#')[0] ?? ''}#/compare?changes=${changes}`)
    await at('{broken')
    await page.getByTestId('board-notes').getByText('address cannot be read').waitFor()
    await page.getByTestId('board-file').setInputFiles(unfit('{"runs":'))
    await page.getByTestId('error-notice').getByText('is not JSON').waitFor()
    expect(await page.getByTestId('error-notice').locator('code').innerText()).toBe('saccade board show')
    expect(await page.getByTestId('error-notice').innerText()).not.toContain('`')
    await picture(page, 'board-not-read')
    await openBoard(page, app.url, {
      ...board('ra1222'),
      panels: [
        {
          id: 'a',
          kind: 'curves',
          options: { charts: [{ metric: 'valid/loss' }, { metric: 'valid/later' }], axis: 'weeks' },
        },
      ],
    })
    await page.getByTestId('curve-valid/loss').waitFor()
    expect(await page.getByTestId('error-notice').count()).toBe(0)
    const notes = await page.getByTestId('board-notes').innerText()
    expect(notes).toMatch(
      /Curves, charts\.1 was left out: charts\.1\.metric “valid\/later”[^]*axis was left out: “weeks”/,
    )
    expect(notes).not.toContain('address')
    await picture(page, 'board-left-out')
    await page.getByTestId('board-notes').getByRole('button').click()
    await page.getByTestId('board-notes').waitFor({ state: 'detached' })
  })

  it('walks with Back and Forward through what was changed, the cursor aside', async () => {
    await openBoard(page, app.url, board(...SEEDS))
    await rows(page).first().waitFor()
    await page.getByTestId('pick-rc4222').getByRole('checkbox').uncheck()
    await until('three rows', async () => (await rows(page).count()) === 3)
    await page.getByTestId('panel-maps').getByTestId('panel-remove').click()
    await page.getByTestId('panel-maps').waitFor({ state: 'detached' })
    await page.getByTestId('step-range').focus()
    await page.keyboard.press('Home')
    await until('the address to say the step', () => page.url().includes('cursor'))
    await page.goBack()
    await page.getByTestId('panel-maps').waitFor()
    expect(await page.getByTestId('step').innerText()).toContain('0')
    await page.goBack()
    await until('four rows', async () => (await rows(page).count()) === 4)
    expect(await page.getByTestId('step').innerText()).toMatch(/^step 0$/)
    await page.goForward()
    await page.goForward()
    await page.getByTestId('panel-maps').waitFor({ state: 'detached' })
    expect(await rows(page).count()).toBe(3)
  })

  it('orders, sizes, adds and removes panels without a mouse', async () => {
    await openBoard(page, app.url, board(...SEEDS))
    await rows(page).first().waitFor()
    const order = () =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('[data-testid="panels"] > section')].map((one) => one.ariaLabel)`,
      )
    expect(await order()).toEqual(['Curves', 'Values', 'Attention maps'])
    await page.getByTestId('panel-values').getByTestId('panel-grip').focus()
    await page.keyboard.press('ArrowUp')
    await until('the values first', async () => (await order())[0] === 'Values')
    await page.getByTestId('panel-values').getByTestId('panel-corner').focus()
    const before = await box(page.getByTestId('panel-values'))
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowDown')
    await until('another size', async () => {
      const now = await box(page.getByTestId('panel-values'))
      return now.width < before.width && now.height > before.height
    })
    await page.getByTestId('panel-curves').getByTestId('panel-remove').focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('undo').click()
    await until('the curves are back', async () => (await order()).includes('Curves'))
    await page.getByTestId('add-panel').click()
    await page.getByTestId('add-panel-values').click()
    await page.getByTestId('panel-values-2').waitFor()
  })

  it('holds texts in Markdown among its panels, which are written in place and saved with it', async () => {
    await openBoard(page, app.url, board(...SEEDS))
    await page.getByTestId('add-panel').click()
    await page.getByTestId('add-panel-text').click()
    const text = page.getByTestId('panel-text')
    await text.getByTestId('edit-note').click()
    await page.getByTestId('note-input').fill('x'.repeat(10_001))
    await text.getByRole('alert').waitFor()
    expect(await text.getByTestId('save-note').isDisabled()).toBe(true)
    await page.getByTestId('note-input').fill('# What we see\n\nAll **four** [learn](javascript:alert(1)).\n\n<b>x</b>')
    await page.keyboard.press('Control+Enter')
    await text.locator('strong').waitFor()
    expect(await text.getByRole('heading', { name: 'What we see' }).count()).toBe(1)
    expect(await text.locator('a, b').count()).toBe(0)
    expect(await page.evaluate('document.activeElement?.dataset.testid')).toBe('edit-note')
    await text.getByTestId('panel-grip').focus()
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowUp')
    await saveAs(page, 'With words')
    await page.reload()
    await text.locator('strong').waitFor()
    const first = page.getByTestId('panels').locator('> section').first()
    expect(await first.getAttribute('aria-label')).toBe('What we see')
    // What is being written waits while the page is left, and Escape takes none of it away.
    await text.getByTestId('edit-note').click()
    await page.getByTestId('note-input').fill('Half a')
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Queue', exact: true }).click()
    await page.waitForURL(/#\/queue/)
    await page.goBack()
    expect(await page.getByTestId('note-input').inputValue()).toBe('Half a')
    await text.getByRole('button', { name: 'Cancel' }).click()
    await text.getByTestId('edit-note').click()
    expect(await page.getByTestId('note-input').inputValue()).toContain('# What we see')
    await text.getByRole('button', { name: 'Cancel' }).click()
  })

  it('tells values at the cursor, at their best and against the baseline, of runs and of groups', async () => {
    await openBoard(page, app.url, {
      ...board(...SEEDS, 'ra1222', 'ra2222'),
      cursor: { step: 500 },
      baseline: 'rc1222',
    })
    const cell = (run: string, which: string) =>
      page.getByTestId(`value-${run}`).getByTestId(`${which}-valid/exact_match`)
    await until('values at the cursor', async () => (await cell('ra1222', 'cursor').innerText()).includes('%'))
    const [then, best] = [await cell('ra1222', 'cursor').innerText(), await cell('ra1222', 'best').innerText()]
    expect(Number.parseFloat(then)).toBeLessThan(Number.parseFloat(best))
    expect(await cell('ra1222', 'cursor').locator('.difference').count()).toBe(1)
    expect(await cell('rc1222', 'cursor').locator('.difference').count()).toBe(0)
    await page.getByTestId('sort-valid/exact_match-best').click()
    await until('the best first', async () => {
      const values = await page.getByTestId('values').getByTestId('best-valid/exact_match').allInnerTexts()
      return (
        values.length === 6 &&
        values.every((text, i) => i === 0 || Number.parseFloat(text) <= Number.parseFloat(values[i - 1] ?? ''))
      )
    })
    await page.getByTestId('group-by').click()
    await page.getByRole('option', { name: 'all but the seed' }).click()
    await until('two groups', async () => (await rows(page).count()) === 2)
    expect((await rows(page).allInnerTexts()).join('\n')).toMatch(/n = 4[^]*±[^]*n = 2|n = 2[^]*±[^]*n = 4/)
    await page.getByTestId('group-members').click()
    await until('groups with their members', async () => (await rows(page).count()) === 8)
  })

  it('takes runs that a filter finds, and gives them labels, colours and an order', async () => {
    await openBoard(page, app.url, board())
    await page.getByRole('combobox', { name: 'Filter runs' }).fill('preset:luong-2015 seed in 1..3')
    await page.getByTestId('add-shown').click()
    await until('three rows', async () => (await rows(page).count()) === 3)
    await page.getByTestId('scope-board').click()
    const first = await page.getByTestId('run-picker').getByRole('checkbox').first().getAttribute('id')
    await page.getByTestId('run-picker').getByRole('checkbox').first().focus()
    await page.keyboard.press('Alt+ArrowDown')
    await until(
      'the first one second',
      async () => (await page.getByTestId('run-picker').getByRole('checkbox').nth(1).getAttribute('id')) === first,
    )
    await page.getByTestId('edit-rc1222').focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('run-label').fill('the paper’s')
    await page.getByTestId('board-run').getByRole('button', { name: 'Green' }).click()
    await page.keyboard.press('Escape')
    await until('the label', async () => (await names(page)).includes('the paper’s'))
    await page.getByTestId('scope-all').click()
    await page.getByRole('combobox', { name: 'Filter runs' }).fill('')
    expect(await page.getByTestId('value-rc1222').locator('line').getAttribute('stroke')).toMatch(/^#[0-9a-f]{6}$/)

    // End and Home go to the ends of the list, whose rows are drawn as they come into view.
    const ticks = page.getByTestId('run-picker').getByRole('checkbox')
    await ticks.first().focus()
    await page.keyboard.press('End')
    const scroller = `document.querySelector('[data-testid="run-picker"] .scroller')`
    const left = `(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop)(${scroller})`
    const end = () => page.evaluate<number>(left)
    await until(
      'the last row',
      async () => (await end()) < 2 && (await focused()) === (await ticks.last().getAttribute('id')),
    )
    await page.keyboard.press('Home')
    await until('the first row', async () => (await focused()) === (await ticks.first().getAttribute('id')))
  })

  it('says so when it was saved elsewhere meanwhile, and keeps both', async () => {
    await openBoard(page, app.url, board('ra1222', 'ra2222'))
    await saveAs(page, 'Both')
    const other = await newWindow()
    await other.goto(page.url())
    await rows(other).first().waitFor()
    await other.getByTestId('pick-rb1222').getByRole('checkbox').check()
    await until('three rows', async () => (await rows(other).count()) === 3)
    expect(await rows(page).count()).toBe(2) // what is not saved is the other window's own
    await page.getByTestId('pick-rb2222').getByRole('checkbox').check()
    await other.getByTestId('board-save').click()
    await isSaved(other)
    await page.getByTestId('board-conflict').waitFor()
    await page.getByTestId('board-save').click()
    await page.getByRole('dialog').getByText('Saved elsewhere meanwhile').waitFor()
    await page.getByTestId('board-name-confirm').click()
    await title(page).getByText('Both (mine)').waitFor()
    expect(await title(other).innerText()).toBe('Both')
    await page.getByTestId('value-rb2222').waitFor()
    await other.getByTestId('value-rb1222').waitFor()
    expect(await other.getByTestId('value-rb2222').count()).toBe(0)
    await other.close()
  })

  it('follows what another window saves or deletes of it, and a deletion can be undone', async () => {
    await openBoard(page, app.url, board('ra1222', 'ra2222'))
    await saveAs(page, 'Followed')
    const other = await newWindow()
    await other.goto(page.url())
    await rows(other).first().waitFor()
    await other.getByTestId('pick-rd1222').getByRole('checkbox').check()
    await other.getByTestId('board-save').click()
    await until('the third run here too', async () => (await rows(page).count()) === 3)
    await menu(other, 'delete')
    await page.getByTestId('board-notes').getByText('deleted elsewhere').waitFor()
    expect(await rows(page).count()).toBe(3)
    await other.getByTestId('undo').click()
    await menu(page, 'list')
    await page.getByTestId('boards').getByText('Followed').waitFor()
    await page.keyboard.press('Escape')
    await other.close()
  })

  it('of a newer version opens with what is there, and says what is not', async () => {
    const file = join(app.folder, 'newer.json')
    const newer = {
      version: 9,
      name: 'From afar',
      runs: [{ run: 'ra1222' }, { run: 'rgone' }],
      panels: [
        { id: 'v', kind: 'values' },
        { id: 'h', kind: 'hologram' },
      ],
      orbit: true,
    }
    await writeFile(file, JSON.stringify(newer))
    await page.getByTestId('board-file').setInputFiles(file)
    await title(page).getByText('From afar').waitFor()
    expect(await page.getByTestId('board-notes').innerText()).toMatch(/version 9[^]*orbit/)
    expect(await page.getByTestId('board-missing').innerText()).toContain('rgone')
    expect(await page.getByTestId('panel-h').innerText()).toContain('hologram')
    expect(await rows(page).count()).toBe(1)
    await page.getByTestId('drop-missing').click()
    await page.getByTestId('board-missing').waitFor({ state: 'detached' })
  })

  it('keeps under another name, and when it is deleted and brought back, what a newer version put there', async () => {
    await page.goto(`${app.url.split('#')[0] ?? ''}#/compare?board=bnewer`)
    await title(page).getByText('From afar').waitFor()
    await menu(page, 'rename')
    await page.getByTestId('board-name-input').fill('From near')
    await page.getByTestId('board-name-confirm').click()
    await title(page).getByText('From near').waitFor()
    await menu(page, 'delete')
    await page.getByTestId('undo').click()
    await menu(page, 'list')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export From near' }).click(),
    ])
    const file = join(app.folder, 'near.json')
    await download.saveAs(file)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ ...NEWER, name: 'From near' })
    await page.keyboard.press('Escape')
  })

  it('offers to take back what was done to it, and not to another board', async () => {
    await openBoard(page, app.url, board('ra1222', 'ra2222'))
    await rows(page).first().waitFor()
    await page.getByTestId('panel-values').getByTestId('panel-remove').click()
    await page.getByTestId('undo').waitFor()
    await page.goBack()
    await page.getByTestId('undo').waitFor({ state: 'detached' })
    await page.goForward()
    await until('two panels', async () => (await page.getByTestId('panels').locator(':scope > *').count()) === 2)
    await page.getByTestId('panel-maps').getByTestId('panel-remove').click()
    await page.getByTestId('undo').click()
    await page.getByTestId('panel-maps').waitFor()
    expect(await page.getByTestId('panel-values').count()).toBe(0)
  })

  it('goes on without a run that is deleted elsewhere while it is shown', async () => {
    await openBoard(page, app.url, board('rslow2', 'rfast2'))
    await until('two rows', async () => (await rows(page).count()) === 2)
    const other = await newWindow()
    await other.goto(`${app.url.split('#')[0] ?? ''}#/runs/rslow2`)
    await other.getByTestId('delete').click()
    await page.getByTestId('board-missing').getByText('rslow2').waitFor()
    await until('one row', async () => (await rows(page).count()) === 1)
    await other.close()
  })

  it('is each window’s own, and is offered to the next one', async () => {
    await openBoard(page, app.url, { ...board('ra1222'), name: 'Left behind' })
    await rows(page).first().waitFor()
    await page.getByTestId('nav-data').click()
    await page.getByTestId('nav-compare').click()
    await title(page).getByText('Left behind').waitFor()
    const next = await newWindow()
    await next.getByTestId('nav-compare').click()
    await next.getByTestId('left-boards').getByText('Left behind').click()
    await title(next).getByText('Left behind').waitFor()
    await next.close()
  })

  it('holds what axe-core asks for, with groups, notices and dialogs', async () => {
    await openBoard(page, app.url, {
      ...board(...SEEDS, 'rgone'),
      grouping: { by: 'all-but-seed', members: true },
      baseline: 'rc1222',
    })
    await rows(page).first().waitFor()
    const found: string[] = []
    const check = async (where: string, rules?: 'colours') =>
      found.push(...(await violationsOf(page, { rules })).map((line) => `${where}: ${line}`))
    await page.getByRole('combobox', { name: 'Filter runs' }).fill('luong-2015')
    await check('board')
    await menu(page, 'list')
    await page.getByTestId('boards').waitFor()
    await check('list of boards')
    await page.keyboard.press('Escape')
    await page.getByTestId('edit-rc1222').focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('board-run').waitFor()
    await check('run of the board')
    await page.keyboard.press('Escape')
    await page.getByTestId('theme-dark').click()
    await check('board, dark', 'colours')
    expect(found).toEqual([])
    expect(complaints).toEqual([])
  })
})

async function box(element: Locator): Promise<{ width: number; height: number }> {
  const found = await element.boundingBox()
  if (!found) throw new Error('It is not there to be measured')
  return found
}

async function drop(page: Page, name: string, content: string): Promise<void> {
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([${JSON.stringify(content)}], '${name}'))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })()`)
}
