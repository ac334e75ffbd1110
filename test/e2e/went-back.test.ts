/** A run that goes on from its best checkpoint while its page is open: what it has forgotten is shown no longer. */
import fs from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../scripts/setup/places.js'
import { configuration, create, ended, inState, scripted, until } from '../../src/host/fixtures/scripted-host.ts'
import { putCheckpoints } from '../../src/host/storage/checkpoints.ts'
import { openDatabase } from '../../src/host/storage/database.ts'
import { serveHttp } from '../../src/server/serve-http.ts'
import { whenConnected } from './journey.ts'
import { openBrowser } from './served-app.ts'

const opened = await openBrowser()
if (typeof opened === 'string') console.warn(`The tests in a browser are skipped: ${opened}.`)
const browser = opened as Browser
afterAll(() => (typeof opened === 'string' ? undefined : browser.close()))

test.skipIf(typeof opened === 'string')('the page of a run forgets with it what came after its best step', async () => {
  const earlier = scripted.start()
  const [run = ''] = await create(earlier, configuration('', 100_000))
  await until(earlier, run, ({ step }) => step >= 20)
  await earlier.api.runs.stop({ run })
  await ended(earlier, run)
  await earlier.close()
  const file = 'best.safetensors'
  fs.writeFileSync(path.join(scripted.dataFolder, 'runs', run, 'checkpoints', file), '4')
  const database = openDatabase(path.join(scripted.dataFolder, 'history.sqlite'))
  putCheckpoints(database, run, [{ kind: 'best', step: 4, file, bytes: 1 }])
  database.close()

  const host = scripted.start()
  const serving = await serveHttp({ host, rendererFolder: path.join(packageRoot, 'out', 'renderer'), port: 0 })
  const page = await browser.newPage()
  await page.goto(serving.url)
  await whenConnected(page)
  await page.goto(`${serving.url.replace(/#.*/, '')}#/runs/${run}`)
  const slider = page.getByTestId('run-step')
  await slider.waitFor()
  expect(Number(await slider.getAttribute('max'))).toBeGreaterThanOrEqual(9)
  await host.api.runs.resume({ run, checkpoint: 'best' })
  await host.api.queue.pauseAll() // before its first step, so that nothing new covers the old
  await inState(host, run, 'paused')
  // Kept at steps 2 and 4.
  await expect.poll(() => slider.getAttribute('max'), { timeout: 20_000 }).toBe('1')
  expect(await slider.getAttribute('aria-valuetext')).toBe('step 4')
  await page.close()
  await serving.close()
})
