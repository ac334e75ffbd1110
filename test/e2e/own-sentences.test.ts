/** Sentences of one's own on a board of runs that were trained for it: written, edited, looked into, kept. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { shellCommand } from '../../src/shared/shell-words.ts'
import { commandLine, saccade } from '../faults/saccade.ts'
import { smallConfiguration, startHost, trainAll } from '../support/trained-host.ts'
import { violationsOf } from './accessibility.ts'
import { openBoard, picture, whenConnected } from './journey.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

describe.skipIf(typeof opened === 'string')('sentences of one’s own', () => {
  let app: ServedApp
  let page: Page
  let runs: readonly string[] = []
  const complaints: string[] = []

  beforeAll(async () => {
    app = await serveApp()
    await app.end()
    const host = startHost(join(app.folder, 'data'))
    const keep = ['training.keep.kind=every', 'training.steps=60', 'evaluation.every=20']
    const plain = ['model.attention.score="none"', 'model.bridge="dense"']
    runs = await trainAll(
      host,
      smallConfiguration('bigru-bahdanau', ...keep),
      smallConfiguration('bigru-bahdanau', ...keep, ...plain),
    )
    await host.close()
    app = await serveApp(undefined, app)
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(app.url)
    await whenConnected(page)
  }, 300_000)
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(page, `failed-${task.name.replaceAll(/\W+/g, '-')}`)
  })
  afterAll(async () => {
    await browser.close()
    await app.close()
  })

  const map = (run: string) => page.getByTestId(`map-${run}`)
  const edited = (run: string) => page.getByTestId(`edited-${run}`)
  const said = () => page.getByTestId('own-said').innerText()

  /** What the command that a panel hands out prints, run as somebody would who pasted it. */
  async function runCommand(panel: string): Promise<string> {
    const button = page.getByTestId(`panel-${panel}`).getByTestId('copy-command')
    const command = ((await button.getAttribute('title')) ?? '').replace('Copy as command: ', '')
    const words = shellCommand(commandLine([]))
    const script = `saccade() { ${words} "$@" --data-dir ${shellCommand([join(app.folder, 'data')])}; }\n${command}`
    return (await promisify(execFile)('sh', ['-c', script])).stdout
  }

  /** Boxes of the tree that lie over each other. */
  const overlaps = () =>
    page.evaluate<string[]>(`{
      const boxes = [...document.querySelectorAll('[data-testid="tree"] [role="treeitem"]')]
      const placed = boxes.map((box) => ({ text: box.textContent, at: box.getBoundingClientRect() }))
      const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
      placed.flatMap((a, i) => placed.slice(i + 1).filter((b) => meet(a.at, b.at)).map((b) => a.text + ' and ' + b.text))
    }`)

  it('are written on the board, and every run answers at the cursor', async () => {
    const [first = '', plain = ''] = runs
    const panels = ['maps', 'edits', 'hypotheses'].map((kind) => ({ id: kind, kind, height: 420 }))
    await openBoard(page, app.url, { runs: runs.map((run) => ({ run })), panels, cursor: { step: 40 } })
    await page.getByTestId('sentence-picker').click()
    await page.getByTestId('own-sentence').click()
    await until('the bar to say that nothing is written', async () => (await said()).includes('no token'))
    await page.getByTestId('own-source').fill('a b zz c')
    await until('the tile to say that nothing is fed', async () =>
      (await map(first).getByTestId('map-mode').allInnerTexts()).includes('free-running'),
    )
    await picture(page, 'own-sentence-without-target')
    await page.getByTestId('own-target').fill('c b a')
    await until('the target to be fed', async () => (await map(first).getByTestId('map-mode').count()) === 0)
    await until('the map of the sentence', async () => (await map(first).getAttribute('data-step')) === '40')
    await until('the unknown token to be named', async () => (await said()).includes('zz'))
    expect(await map(first).getByTestId('decoded').innerText()).not.toBe('')
    await map(plain).getByTestId('no-attention').waitFor()
    expect(page.url()).toContain('zz')
    // Stops are the checkpoints, which are what answers, not the steps of kept maps.
    expect(await page.getByTestId('step-range').getAttribute('max')).toBe('3')
    await page.getByTestId('maps-show').click()
    await page.getByTestId('film').selectOption('4')
    const frames = () => map(first).locator('figcaption').allInnerTexts()
    await until('a frame a checkpoint', async () => (await frames()).join() === 'step 0,step 20,step 40,step 60')
    await page.getByTestId('film').selectOption('0')
    await page.keyboard.press('Escape')
    expect(await violationsOf(page)).toEqual([])
  })

  it('are edited by click and by key: output, map and log-probability before and after', async () => {
    const [first = ''] = runs
    const tokens = page.getByTestId('edit-tokens').getByRole('button')
    await tokens.nth(2).focus()
    await page.keyboard.press('Delete')
    await until('the token to be gone', async () => (await tokens.count()) === 3)
    await page.keyboard.press('m')
    const change = edited(first).getByTestId('change-target')
    await change.waitFor()
    const [plain] = await edited(first).getByTestId('output-after').allInnerTexts()
    expect(plain).not.toBe('')
    // The same number as the command line gives for the edited sentence.
    await page.keyboard.press('m')
    const cells = edited(first).locator('tr', { hasText: 'log p(target)' }).locator('td')
    await until('the mask to be gone', async () => (await page.locator('.token.masked').count()) === 0)
    const target = join(app.folder, 'target')
    await writeFile(target, 'c b a\n')
    const asked = ['score', first, '--source', '-', '--target', target, '--step', '40', '--json']
    const { stdout, stderr } = await saccade([...asked, '--data-dir', join(app.folder, 'data')], { input: 'a b c\n' })
    const [line = stderr] = stdout.split('\n')
    const { sum } = z.object({ sum: z.number() }).parse(JSON.parse(line))
    await until('the score of the command line', async () => {
      return (await cells.nth(1).innerText()) === sum.toFixed(3).replace('-', '−')
    })
    await page.getByTestId('edit-prefix').fill('a a')
    await until('the output to begin so', async () =>
      (await edited(first).getByTestId('output-after').innerText()).replaceAll(/\s+/g, ' ').startsWith('a a'),
    )
    expect(await violationsOf(page)).toEqual([])
    // As many lines as the runs have outputs, before and after.
    expect((await runCommand('edits')).trim().split('\n')).toHaveLength(2 * runs.length)
    await page.getByTestId('edit-reset').click()
    await until('nothing to be edited', async () => (await edited(first).getByTestId('output-after').count()) === 0)
    await tokens.nth(1).focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('edit-word').fill('b d')
    await page.keyboard.press('Enter')
    await until('two words to be two tokens', async () => (await tokens.count()) === 5)
    expect(await tokens.allInnerTexts()).toEqual(['a', 'b', 'd', 'zz', 'c'])
    await page.getByTestId('edit-reset').click()
  })

  it('show the tree of a beam, by key too, and go on from another word', async () => {
    const tree = page.getByTestId('tree')
    await tree.getByRole('treeitem').first().waitFor()
    await tree.locator('[tabindex="0"]').focus()
    await page.keyboard.press('Home')
    await until('the beginning to be chosen', async () =>
      (await page.getByTestId('tree-detail').innerText()).includes('the beginning'),
    )
    const next = page.getByTestId('tree-detail').getByRole('button', { name: /^Go on from [a-z]$/ })
    const name = (await next.last().getAttribute('aria-label')) ?? ''
    await next.last().click()
    const word = name.replace('Go on from ', '')
    expect(await page.getByTestId('tree-prefix').inputValue()).toBe(word)
    await until('the tree to begin with it', async () =>
      (await tree.locator('.forced').allInnerTexts()).join().startsWith(word),
    )
    await page.getByTestId('tree-prefix').fill('zz a')
    await until('the tree to begin with what is unknown', async () =>
      (await tree.locator('.forced').allInnerTexts()).join().startsWith('<unk>'),
    )
    await tree.scrollIntoViewIfNeeded()
    await picture(page, 'tree-of-an-unknown-token')
    expect(await overlaps()).toEqual([])
    const shown = await tree.getByRole('treeitem').count()
    const told = z.object({ tree: z.array(z.unknown()) }).parse(JSON.parse(await runCommand('hypotheses')))
    expect(told.tree).toHaveLength(shown)
    // A node reads out how probable it is in more words than it shows.
    expect(await violationsOf(page, { rules: 'first' })).toEqual([])
  })

  it('stay with the board, and are watched by future runs', async () => {
    await page.getByTestId('keep-sentence').click()
    await page.getByTestId('watch-sentence').click()
    await page.getByTestId('own-close').click()
    await page.reload()
    await whenConnected(page)
    await page.getByTestId('sentence-picker').click()
    await page.getByRole('option', { name: 'a b zz c (your own)' }).click()
    await page.getByTestId('sentence-bar').waitFor()
    expect(await page.getByTestId('own-source').inputValue()).toBe('a b zz c')
    const draft = await page.evaluate(() => JSON.stringify(localStorage))
    expect(draft).toContain('a b zz c')
    expect(complaints).toEqual([])
  })

  it('checkpoints are listed on the page of the run, and pruned there', async () => {
    const [base = ''] = app.url.split('#')
    await page.goto(`${base}#/runs/${runs[0]}`)
    await page.getByTestId('kept-room').waitFor()
    expect(await page.getByTestId('kept-room').innerText()).toContain('4 kept checkpoints')
    await page.getByTestId('prune').click()
    await until('what it frees', async () => (await page.getByTestId('prune-told').innerText()).includes('Frees'))
    await page.getByTestId('confirm').click()
    await until('two to be left', async () => (await page.getByTestId('kept-room').innerText()).includes('2 kept'))
    expect(complaints).toEqual([])
  })
})
