import type { Page } from 'playwright-core'

/** Waits until the page can talk to its host. */
export async function whenConnected(page: Page): Promise<void> {
  await page.locator('[data-testid="connection"][data-status="connected"]').waitFor()
}
