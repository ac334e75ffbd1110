import { describe, expect, it } from 'vitest'
import { chooseVariant, requestedEngine } from './variants.js'

describe('choosing the build of TensorFlow', () => {
  it.each([
    [{ platform: 'linux', arch: 'x64', nvidia: false }, 'tensorflow-cpu', 'tensorflow-cpu', false],
    [{ platform: 'linux', arch: 'x64', nvidia: true }, 'tensorflow-gpu', 'tensorflow', true],
    [{ platform: 'linux', arch: 'arm64', nvidia: true }, 'tensorflow-cpu', 'tensorflow', false],
    [{ platform: 'darwin', arch: 'arm64', nvidia: false }, 'tensorflow-cpu', 'tensorflow', false],
  ])('for %j takes %s', (machine, choice, project, cuda) => {
    expect(chooseVariant(machine)).toMatchObject({ choice, project, cuda })
  })

  it.each([
    { platform: 'win32', arch: 'x64' },
    { platform: 'darwin', arch: 'x64' },
    { platform: 'linux', arch: 'riscv64' },
  ])('finds none for %j', (machine) => {
    expect(chooseVariant({ ...machine, nvidia: false })).toBeUndefined()
  })

  it('obeys a request, without CUDA’s libraries where there is no card to use them', () => {
    const linux = { platform: 'linux', arch: 'x64' }
    expect(chooseVariant({ ...linux, nvidia: true, requested: 'tensorflow-cpu' })).toMatchObject({ cuda: false })
    expect(chooseVariant({ ...linux, nvidia: false, requested: 'tensorflow-gpu' })).toMatchObject({
      choice: 'tensorflow-gpu',
      cuda: false,
    })
    expect(chooseVariant({ ...linux, requested: 'wasm' })).toBeUndefined()
  })

  it('keeps the caches of different builds apart', () => {
    const keys = [
      chooseVariant({ platform: 'linux', arch: 'x64', nvidia: false }),
      chooseVariant({ platform: 'linux', arch: 'x64', nvidia: true }),
      chooseVariant({ platform: 'linux', arch: 'arm64', nvidia: false }),
      chooseVariant({ platform: 'darwin', arch: 'arm64', nvidia: false }),
    ].map((variant) => variant?.key)
    expect(new Set(keys).size).toBe(4)
  })

  it('refuses a misspelt request', () => {
    expect(requestedEngine({})).toBeUndefined()
    expect(requestedEngine({ SACCADE_ENGINE: 'wasm' })).toBe('wasm')
    expect(() => requestedEngine({ SACCADE_ENGINE: 'tensorflow' })).toThrow(/tensorflow-gpu, tensorflow-cpu or wasm/)
  })
})
