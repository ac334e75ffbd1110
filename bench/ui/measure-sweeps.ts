import { serveFolder } from '../../test/e2e/served-app.ts'
import { prepareSweep } from '../../test/support/prepared-sweep.ts'
import { type Measure, rounds, times } from './measure.ts'
import { openPage } from './page.ts'

/** The page of a sweep of more than 1,000 finished runs: from its load to the first rows, and an axis narrowed. */
export const sweepOpens: Measure = {
  id: 'sweep',
  title: 'page of a sweep of 1,000 runs',
  async run({ browser, sizes, scratch }) {
    const folder = scratch()
    prepareSweep(folder, 'sbench', sizes.sweepDraws)
    const app = await serveFolder(folder)
    try {
      const page = await openPage(browser, app.url)
      const opened = await rounds(sizes.rounds, async () => {
        await page.open('/sweeps/sbench')
        return page.firstRows()
      })
      await page.page.getByRole('button', { name: 'Attention: Score' }).press('Enter')
      const least = page.page.getByRole('slider', { name: /from/ })
      const narrowed = await rounds(sizes.rounds, async () => {
        const found = await page.otherRows(async () => {
          await least.press('End')
        })
        await page.otherRows(() => page.page.getByRole('button', { name: 'All of it' }).click())
        return found
      })
      await page.close()
      return [times('open to first rows', 300, opened), times('an axis narrowed', 100, narrowed)]
    } finally {
      await app.end()
    }
  },
}
