import { describe, expect, it } from 'vitest'
import { permutation, randomStream, threefry } from './random.ts'

describe('threefry', () => {
  // Known answers of the Random123 library for threefry2x32 with 20 rounds.
  it.each([
    { counter: [0, 0], key: [0, 0], answer: [0x6b200159, 0x99ba4efe] },
    { counter: [0xffffffff, 0xffffffff], key: [0xffffffff, 0xffffffff], answer: [0x1cb996fc, 0xbb002be7] },
    { counter: [0x243f6a88, 0x85a308d3], key: [0x13198a2e, 0x03707344], answer: [0xc4923a9c, 0x483df7a0] },
  ])('gives the published answer for counter $counter', ({ counter, key, answer }) => {
    expect(threefry(key[0]!, key[1]!, counter[0]!, counter[1]!)).toEqual(answer)
  })
})

describe('streams', () => {
  it('depend on seed, site and index, and on nothing else', () => {
    const first = (seed: number, site: string, index: number) => randomStream(seed, site, index).uniform()
    const values = [first(1, 'a', 0), first(2, 'a', 0), first(1, 'b', 0), first(1, 'a', 1)]
    expect(new Set(values).size).toBe(4)
    expect(first(1, 'a', 0)).toBe(values[0])
  })

  it('draw integers evenly', () => {
    const random = randomStream(3, 'test', 0)
    const counts = new Array<number>(7).fill(0)
    for (let i = 0; i < 70_000; i++) counts[random.integer(7)]!++
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400) // 4 standard deviations
  })
})

describe('permutation', () => {
  it('holds every position once and reaches every order of three', () => {
    expect([...permutation(1000, 1, 'test', 0)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    )
    const orders = Array.from({ length: 6000 }, (_, index) => permutation(3, 1, 'test', index).join(''))
    for (const order of ['012', '021', '102', '120', '201', '210']) {
      expect(Math.abs(orders.filter((seen) => seen === order).length - 1000)).toBeLessThan(120)
    }
  })
})
