// Packages that version 0.1 exported: they come back as what they were, and their runs train as they did then. Beside each
// stands what that version told of its run: the first losses, and the answers of its last checkpoint.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readFolder } from '../../src/cli/package-folder.ts'
import { configurationFor } from '../../src/cli/run-parts.ts'
import { readPackage } from '../../src/host/export/pytorch/package.ts'
import { type Host, createHost } from '../../src/host/host.ts'
import { forkLauncher } from '../../src/host/workers/fork.ts'
import { loadEngine } from '../../src/worker/engine/load.ts'
import { createControl } from '../../src/worker/training/control.ts'
import { runTiny } from '../../src/worker/training/tiny-run.ts'
import { WORKER } from '../support/worker.ts'

const toldSchema = z.strictObject({
  losses: z.array(z.number()).min(1),
  steps: z.array(z.int()),
  answers: z.array(
    z.strictObject({ source: z.string(), text: z.string(), score: z.number(), firstRow: z.array(z.number()) }),
  ),
})

const folderOf = (preset: string) => join(import.meta.dirname, 'fixtures', 'packages-0.1', preset)
const toldOf = (preset: string) =>
  toldSchema.parse(JSON.parse(readFileSync(join(folderOf(preset), 'told.json'), 'utf8')))

let host: Host
beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'cpu' })
  const folder = mkdtempSync(join(tmpdir(), 'saccade-older-'))
  host = createHost({ dataFolder: join(folder, 'data'), launcher: forkLauncher({ entry: WORKER }), mode: 'served' })
  return async () => {
    await host.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

describe.each([
  ['bigru-bahdanau', 'pytorch'],
  ['lstm-multihead-top', 'pytorch-0.1'],
  ['luong-local-p', 'pytorch'],
])('the package of %s', (preset, initialization) => {
  it('means what was done then, whatever the preset means now', () => {
    const { configuration } = readPackage(readFolder(folderOf(preset)))
    const { encoder, decoder, attention, ...model } = configuration.model
    expect(encoder).toMatchObject({ dropout: 0.1, embeddingDropout: 0.1 })
    expect(decoder).toMatchObject({ dropout: 0.1, embeddingDropout: 0.1 })
    expect(attention).toMatchObject({ bias: false, renormalize: true })
    expect(model.initialization).toBe(initialization)
    expect(configurationFor(join(folderOf(preset), 'config.json'), {})).toEqual(configuration)
  })

  it('is imported, and says and attends to what it did', async () => {
    const { answers } = toldOf(preset)
    const { run } = await host.api.runs.importPytorch({ files: readFolder(folderOf(preset)) })
    const lines = answers.map(({ source }) => source)
    const found = await host.api.runs.translate({ run, checkpoint: 'last', lines, attention: true })
    found.forEach(({ text, score, attention: [map] }, index) => {
      const expected = answers[index]!
      expect(text).toBe(expected.text)
      expect(score).toBeCloseTo(expected.score, 3)
      expected.firstRow.forEach((weight, place) => expect(map?.weights[place]).toBeCloseTo(weight, 5))
    })
  })

  it('trains again as it did, first weights and what is dropped included', async () => {
    const { losses, steps } = toldOf(preset)
    const { configuration } = readPackage(readFolder(folderOf(preset)))
    const control = createControl()
    const last = steps.at(-1)!
    const { rows } = await runTiny({ configuration, control, onStep: (step) => step === last && control.stop() })
    const found = new Map(rows.map(({ step, metrics }) => [step, metrics['train/loss'] ?? NaN]))
    steps.forEach((step, index) => expect(found.get(step), `step ${step}`).toBeCloseTo(losses[index]!, 4))
  })
})
