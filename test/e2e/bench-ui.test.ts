import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../scripts/setup/places.js'
import { openBrowser } from './served-app.ts'

const opened = await openBrowser()
if (typeof opened !== 'string') await opened.close()
const scratch = mkdtempSync(join(tmpdir(), 'saccade-bench-ui-test-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const resultsSchema = z.object({
  setting: z.object({ processor: z.string().min(1), quick: z.literal(true) }),
  results: z.array(
    z.object({
      id: z.string(),
      failure: z.literal(''),
      figures: z
        .array(z.object({ what: z.string(), values: z.array(z.number()).min(1), busy: z.array(z.number()) }))
        .min(1),
    }),
  ),
})

describe.skipIf(typeof opened === 'string')('npm run bench:ui -- --quick', () => {
  it('measures one of each kind of what it is there to measure', async () => {
    const json = join(scratch, 'results.json')
    // One of each kind: the others ask the same of other histories.
    const ids = ['table', 'sweep', 'long', 'maps', 'outputs', 'stored', 'hour']
    const args = ['--quick', '--only', ids.join(), '--histories', join(scratch, 'histories'), '--json', json]
    const bench = join(packageRoot, 'bench', 'ui', 'bench.ts')
    const { stdout } = await promisify(execFile)(process.execPath, [bench, ...args])
    expect(stdout).toContain('values, ') // at which rate histories were stored
    const { results } = resultsSchema.parse(JSON.parse(readFileSync(json, 'utf8')))
    expect(results.map(({ id }) => id)).toEqual(ids)
    for (const { what, values, busy } of results.flatMap(({ figures }) => figures)) {
      for (const value of [...values, ...busy]) expect(Number.isFinite(value), what).toBe(true)
    }
  })
})
