import { describe, expect, it } from 'vitest'
import { forestScale } from './forest.ts'

describe('the axis of differences', () => {
  it('holds every interval and nothing, with nothing where no difference is', () => {
    const place = forestScale([
      { low: -2, high: 6 },
      { low: 3, high: 4 },
    ])
    expect([place(-2), place(6)].map((at) => at >= 0 && at <= 1)).toEqual([true, true])
    expect(place(0)).toBeGreaterThan(place(-2))
    expect(place(0)).toBeLessThan(place(3))
    expect(place(6) - place(4)).toBeCloseTo(place(2) - place(0), 12)
  })

  it('stands still where all differences are nothing', () => {
    expect(forestScale([{ low: 0, high: 0 }])(0)).toBe(0.5)
  })
})
