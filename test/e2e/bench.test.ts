import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../scripts/setup/places.js'
import { readEngineRecord } from '../../src/worker/engine/describe.ts'

const scratch = mkdtempSync(join(tmpdir(), 'saccade-bench-test-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const caseSchema = z.object({
  eager_ms: z.number().positive(),
  compiled_ms: z.number().positive(),
  pytorch_ms: z.number().positive().nullable(),
  first_step_ms: z.number().positive(),
  further_bucket_ms: z.number().positive(),
  tokens_per_second: z.number().positive(),
  peak_rss_mb: z.number().positive(),
  compile_ms: z.number(),
  ratio_to_eager: z.number().positive(),
  matmul_peak_share: z.number().positive(),
  compiled_loss_difference: z.number(),
})
const resultsSchema = z.object({
  R2: caseSchema,
  G2P: caseSchema,
  memory: z.object({ tensors: z.tuple([z.number(), z.number()]), handles: z.tuple([z.number(), z.number()]) }),
  machine: z.object({ matmul_peak_gflops: z.number().positive(), quick: z.literal(true) }),
})

describe.skipIf(readEngineRecord()?.kind === 'wasm')('npm run bench -- --quick', () => {
  it('measures every contender that is there, and finds nothing growing', async () => {
    const json = join(scratch, 'results.json')
    const args = ['--quick', '--memory', '--only', 'R2,G2P', '--json', json]
    const { stdout } = await promisify(execFile)(process.execPath, [join(packageRoot, 'bench', 'bench.ts'), ...args])
    expect(stdout).toContain('compiled ms')
    const results = resultsSchema.parse(JSON.parse(readFileSync(json, 'utf8')))
    for (const { compiled_loss_difference } of [results.R2, results.G2P]) {
      expect(compiled_loss_difference).toBeLessThan(1e-4)
    }
    const { tensors, handles } = results.memory
    expect([tensors[1], handles[1]]).toEqual([tensors[0], handles[0]])
  })
})
