import { describe, expect, it } from 'vitest'
import { coresEach, threadCounts } from '../../shared/threads.ts'
import { workerEnvironment } from './environment.ts'

describe('the environment of a worker', () => {
  it('gives two cores two operations side by side, one thread each', () => {
    expect(threadCounts(1)).toEqual({ interOp: 1, intraOp: 1 })
    expect(threadCounts(2)).toEqual({ interOp: 2, intraOp: 1 })
  })

  it('never asks for no thread and never for fewer with more cores', () => {
    for (let cores = 1; cores <= 128; cores++) {
      const fewer = threadCounts(cores)
      const more = threadCounts(cores + 1)
      expect(fewer.interOp * fewer.intraOp).toBeGreaterThanOrEqual(1)
      expect(more.interOp).toBeGreaterThanOrEqual(fewer.interOp)
      expect(more.intraOp).toBeGreaterThanOrEqual(fewer.intraOp)
    }
  })

  it('shares cores evenly among runs, and gives each at least one', () => {
    for (let cores = 1; cores <= 64; cores++) {
      expect(coresEach(cores, 1)).toBe(cores)
      for (let atOnce = 1; atOnce <= 64; atOnce++) {
        const each = coresEach(cores, atOnce)
        expect(each).toBeGreaterThanOrEqual(1)
        expect(Number.isInteger(each)).toBe(true)
        if (atOnce <= cores) expect(each * atOnce).toBeLessThanOrEqual(cores)
      }
    }
  })

  it('hides the graphics cards from a run on the CPU', () => {
    expect(workerEnvironment({ cores: 2, device: 'cpu' }, {})).toMatchObject({ CUDA_VISIBLE_DEVICES: '-1' })
    expect(workerEnvironment({ cores: 2, device: 'auto' }, {})).not.toHaveProperty('CUDA_VISIBLE_DEVICES')
  })

  it('leaves the user’s own thread counts alone', () => {
    const own = workerEnvironment({ cores: 2, device: 'cpu' }, { TF_NUM_INTRAOP_THREADS: '7' })
    expect(own).toMatchObject({ TF_NUM_INTRAOP_THREADS: '7', TF_NUM_INTEROP_THREADS: '2' })
  })
})
