import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CheckpointContent, readCheckpoint } from '../../shared/checkpoint-file.ts'
import { decodeSafetensors, encodeSafetensors } from '../../shared/safetensors.ts'
import { FRESH_STATE } from '../../shared/trainer-state.ts'
import { loadEngine } from '../engine/load.ts'
import { restoreWeights, writeCheckpoint } from './checkpoint.ts'

const content: CheckpointContent = {
  trainer: { ...FRESH_STATE, step: 7, wallSeconds: 1.25, best: { value: 0.5, step: 4 }, latest: { 'train/loss': 2 } },
  configuration: { seed: 3 },
  sourceVocabulary: { tokens: ['a', 'ü'] },
  targetVocabulary: { tokens: ['b'] },
  dataFingerprint: 'f',
}

function weights(offset: number, size = 3) {
  const values = Float32Array.from({ length: 2 * size }, (_, index) => Math.fround((index + offset) / 7))
  return {
    parameters: new Map<string, tf.Variable>([['encoder.weight', tf.variable(tf.tensor2d(values, [2, size]))]]),
    slots: new Map<string, tf.Variable>([['firstMoment/encoder.weight', tf.variable(tf.tensor1d([offset]))]]),
  }
}

describe('checkpoints', () => {
  let folder = ''
  let path = ''
  beforeAll(() => loadEngine())
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saccade-checkpoint-'))
    path = join(folder, 'step-7.safetensors')
  })

  it('come back as they were written, bit for bit', async () => {
    const written = weights(1)
    const bytes = await writeCheckpoint(path, written, content)
    expect((await readFile(path)).length).toBe(bytes)
    expect(await readdir(folder)).toEqual(['step-7.safetensors'])
    const checkpoint = await readCheckpoint(path)
    expect(checkpoint.content).toEqual(content)
    const read = weights(100)
    restoreWeights(checkpoint, read)
    for (const [name, variable] of written.parameters)
      expect(read.parameters.get(name)!.dataSync()).toEqual(variable.dataSync())
    expect([...read.slots.get('firstMoment/encoder.weight')!.dataSync()]).toEqual([1])
  })

  it('restore the model alone, without the optimizer', async () => {
    await writeCheckpoint(path, weights(1), content)
    const read = { parameters: weights(100).parameters, slots: null }
    restoreWeights(await readCheckpoint(path), read)
    expect(read.parameters.get('encoder.weight')!.dataSync()[0]).toBe(Math.fround(1 / 7))
  })

  it('say what differs from the model, and then change nothing', async () => {
    await writeCheckpoint(path, weights(1), content)
    const other = weights(5, 4)
    other.parameters.set('decoder.bias', tf.variable(tf.tensor1d([0])))
    other.slots.clear()
    const checkpoint = await readCheckpoint(path)
    const differences =
      /encoder.weight is F32 \[2, 3\] instead of F32 \[2, 4\]; decoder.bias is missing; optimizer\/firstMoment/
    expect(() => restoreWeights(checkpoint, other)).toThrow(differences)
    expect(other.parameters.get('encoder.weight')!.dataSync()[0]).toBe(Math.fround(5 / 7))
  })

  it('notice any flipped bit and any missing end, and leave the file alone', async () => {
    await writeCheckpoint(path, weights(1), content)
    const good = await readFile(path)
    const bad = join(folder, 'bad.safetensors')
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 0, max: 7 }), async (place, bit) => {
        const flipped = Uint8Array.from(good, (byte, index) => (index === place ? byte ^ (1 << bit) : byte))
        await writeFile(bad, flipped)
        await expect(readCheckpoint(bad)).rejects.toMatchObject({
          message: expect.stringContaining('bad.safetensors') as string,
        })
        expect(new Uint8Array(await readFile(bad))).toEqual(flipped)
      }),
      { numRuns: 200 },
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), async (length) => {
        await writeFile(bad, good.subarray(0, length))
        await expect(readCheckpoint(bad)).rejects.toMatchObject({ code: 'storage' })
      }),
      { numRuns: 50 },
    )
  })

  it('of a newer version, of something else and of nothing are refused plainly', async () => {
    await writeCheckpoint(path, weights(1), content)
    const file = decodeSafetensors(await readFile(path), 'x')
    await writeFile(path, encodeSafetensors({ ...file, metadata: { ...file.metadata, formatVersion: '3' } }))
    await expect(readCheckpoint(path)).rejects.toMatchObject({ code: 'newer-version' })
    await writeFile(path, encodeSafetensors({ ...file, metadata: {} }))
    await expect(readCheckpoint(path)).rejects.toThrow('no checkpoint of Saccade')
    await expect(readCheckpoint(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' })
  })

  it('that cannot be written leave the old one and no partial file', async () => {
    await writeCheckpoint(path, weights(1), content)
    const before = await readFile(path)
    await expect(writeCheckpoint(join(folder, 'none', 'x'), weights(2), content)).rejects.toMatchObject({
      code: 'storage',
    })
    expect(await readFile(path)).toEqual(before)
    expect(await readdir(folder)).toEqual(['step-7.safetensors'])
  })
})
