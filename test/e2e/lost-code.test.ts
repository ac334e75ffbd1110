/** Code of the window that does not come, as where another version was put in its place: the page says so, with a way on. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { layOut } from '../../src/host/folder/data-folder.ts'
import { openDatabase } from '../../src/host/storage/database.ts'
import { markRuns } from '../../src/host/storage/marks.ts'
import { prepareHistory } from '../support/prepared-history.ts'
import { whenConnected } from './journey.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

describe.skipIf(typeof opened === 'string')('code that does not come', () => {
  let app: ServedApp
  let page: Page
  let base = ''

  beforeAll(async () => {
    app = await serveApp((dataFolder) => {
      prepareHistory(dataFolder, [{ id: 'r0', preset: 'luong-dot', seed: 1, steps: 200 }])
      const database = openDatabase(layOut(dataFolder).database)
      markRuns(database, { runs: ['r0'], note: 'Is **this** bold?' })
      database.close()
    })
    base = app.url.split('#')[0] ?? ''
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
    await page.goto(app.url)
    await whenConnected(page)
  })
  afterEach(() => page.unrouteAll())
  afterAll(async () => {
    await browser.close()
    await app.close()
  })

  /** Opens an address anew while a piece of code does not come. */
  async function openWithout(piece: string, address: string): Promise<void> {
    await page.goto('about:blank')
    await page.route(`**/${piece}-*.js`, (route) => route.abort())
    await page.goto(`${base}#${address}`)
  }
  const said = () => page.getByTestId('code-lost')

  async function reload(): Promise<void> {
    await page.unrouteAll()
    await page.getByRole('button', { name: 'Reload' }).click()
    await page.getByTestId('run-r0').waitFor()
    expect(await said().count()).toBe(0)
  }

  it('says that a page could not be loaded, and loads it anew', async () => {
    await openWithout('RunsView', '/runs')
    await said().getByText('This page could not be loaded').waitFor()
    await reload()
  })

  it('says so of the application itself', async () => {
    await openWithout('start', '/runs')
    await page.getByRole('alert').getByText('Saccade could not be loaded whole').waitFor()
    await reload()
  })

  it('says so of a dialog, and the page stays of use', async () => {
    await openWithout('HelpSheet', '/runs')
    await page.getByTestId('run-r0').waitFor()
    await page.keyboard.press('?')
    await said().getByText('The sheet of keys could not be loaded').waitFor()
    await reload()
  })

  it('shows a note as it was written where Markdown cannot be read', async () => {
    await openWithout('MarkdownText', '/runs/r0')
    await page.getByText('Is **this** bold?').waitFor()
    await said().getByText('What shows Markdown could not be loaded').waitFor()
    await page.unrouteAll()
    await said().getByRole('button', { name: 'Reload' }).click()
    await page.locator('strong', { hasText: 'this' }).waitFor()
  })
})
