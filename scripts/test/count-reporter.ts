// Counts the tests of a run for scripts/test.js, which prints the line that ends it.
import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

export interface TestCounts {
  passed: number
  failed: number
  skipped: number
}

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts: TestCounts = { passed: 0, failed: errors.length, skipped: 0 }
    for (const module of modules) {
      const before = counts.failed
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') counts.passed += 1
        else if (state === 'failed') counts.failed += 1
        else counts.skipped += 1 // a test that never came to run stands as skipped beside the failure that stopped it
      }
      // A file that does not load, or a hook that throws, fails without a test that does.
      if (module.state() === 'failed' && counts.failed === before) counts.failed += 1
    }
    const path = process.env.SACCADE_TEST_COUNTS
    if (path) writeFileSync(path, JSON.stringify(counts))
  }
}
