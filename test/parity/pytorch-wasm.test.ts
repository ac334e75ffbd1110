import { beforeAll } from 'vitest'
import { loadEngine } from '../../src/worker/engine/load.ts'
import { describeParity } from './compare.ts'

beforeAll(async () => {
  await loadEngine({ engine: 'wasm', device: 'auto' })
})

describeParity(1e-4)
