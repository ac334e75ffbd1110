// npm test: prepares engine and build, runs all tests, and ends with the line “N passed, N failed”.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { handOver } from './setup/hand-over.js'
import { packageRoot } from './setup/places.js'
import { prepare } from './setup/prepare.js'

process.chdir(packageRoot)
const scratch = mkdtempSync(join(tmpdir(), 'saccade-test-'))
const countsPath = join(scratch, 'counts.json')
let code = 1
let line = '0 passed, 1 failed'
try {
  const node = await prepare({ parts: ['node', 'renderer'] })
  const vitest = join(packageRoot, 'node_modules', 'vitest', 'vitest.mjs')
  code = await handOver(node, [vitest, 'run', ...process.argv.slice(2)], {
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: join(scratch, 'compiled'), // tests start hundreds of processes of the same programs
      SACCADE_TEST_REPORTER: join(packageRoot, 'scripts', 'test', 'count-reporter.ts'),
      SACCADE_TEST_COUNTS: countsPath,
    },
  })
  const counts = readCounts()
  if (counts) {
    // Vitest can fail without a failed test, as when no test was found.
    if (code !== 0 && counts.failed === 0) counts.failed = 1
    if (counts.failed > 0) code ||= 1
    line = `${counts.passed} passed, ${counts.failed} failed`
    if (counts.skipped > 0) line += `, ${counts.skipped} skipped`
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
console.log(line)
process.exitCode = code

/** @returns {{ passed: number, failed: number, skipped: number } | undefined} */
function readCounts() {
  try {
    return JSON.parse(readFileSync(countsPath, 'utf8'))
  } catch {
    return undefined // Vitest itself did not get to the end; what it printed says why
  }
}
