/** The panel that shows how attention comes about, on a history of runs with and without attention. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { prepareHistory } from '../support/prepared-history.ts'
import { violationsOf } from './accessibility.ts'
import { openBoard, picture, whenConnected } from './journey.ts'
import { type ServedApp, openBrowser, serveApp } from './served-app.ts'
import { until } from './until.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser

const RUNS = [
  { id: 'ra', preset: 'bigru-bahdanau', seed: 1, name: 'first' },
  { id: 'rb', preset: 'bigru-bahdanau', seed: 2, name: 'second', steps: 2000 },
  { id: 'rp', preset: 'bigru-plain', seed: 1, name: 'plain' },
]
const board = { runs: RUNS.map(({ id }) => ({ run: id })), panels: [{ id: 'e', kind: 'emergence', width: 12 }] }

describe.skipIf(typeof opened === 'string')('emergence', () => {
  let app: ServedApp
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    app = await serveApp((dataFolder) => prepareHistory(dataFolder, RUNS))
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(app.url)
    await whenConnected(page)
    await openBoard(page, app.url, board)
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(page, `failed-${task.name.replaceAll(/\W+/g, '-')}`)
  })
  afterAll(async () => {
    await browser.close()
    await app.close()
  })

  const charts = () => page.getByTestId('emergence').locator('canvas[role="img"]')
  async function named(): Promise<string[]> {
    const labels = (await charts().all()).map((one) => one.getAttribute('aria-label'))
    return (await Promise.all(labels)).map((label) => label ?? '')
  }

  it('draws each measure beside the loss, of every run that attends', async () => {
    await charts().first().waitFor()
    await until('all charts to have their lines', async () =>
      (await named()).slice(1).every((name) => /first.*second/.test(name)),
    )
    const names = await named()
    expect(names).toHaveLength(6)
    expect(names[0]).toContain('plain') // the loss
    for (const name of names.slice(1)) expect(name).not.toContain('plain')
    expect(await page.getByText('Without attention: plain').count()).toBe(1)
  })

  it('shows both ways of feeding beside each other, and each head by itself', async () => {
    await page.getByTestId('emergence-both').click()
    await until('the exposure gap', async () => (await named()).length === 7)
    expect((await named())[2]).toMatch(/first.*free-running/)
    await page.getByTestId('emergence-heads').click()
    await until('the one head', async () => (await named()).length === 3)
    expect((await named())[2]).toContain('Layer 1, head 1')
    expect(page.url()).toContain('emergence') // kept in the address
  })

  it('takes the sentence that the maps show', async () => {
    await page.getByTestId('emergence-measures').click()
    await page.getByTestId('emergence-cursor').click()
    await until('its lines', async () => (await named()).slice(2).every((name) => /first/.test(name)))
    const command = page.getByTestId('panel-e').getByTestId('copy-command')
    expect(await command.getAttribute('title')).toMatch(/: saccade emergence \S+ \S+ \S+ --sentence 1$/)
    const pressed = page.getByTestId('emergence-cursor')
    expect(await pressed.getAttribute('aria-pressed')).toBe('true')
    expect(await pressed.getAttribute('title')).toContain('a b c')
  })

  it('holds what axe-core asks for', async () => {
    expect(await violationsOf(page)).toEqual([])
    expect(complaints).toEqual([])
  })
})
