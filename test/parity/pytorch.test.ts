import { beforeAll } from 'vitest'
import { loadEngine } from '../../src/worker/engine/load.ts'
import { describeParity } from './compare.ts'

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'auto' })
})

describeParity(1e-5)
