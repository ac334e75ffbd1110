import { describe, expect, it } from 'vitest'
import { cellAfter } from './roving-focus.ts'

describe('moving in a list by the arrow keys', () => {
  const rows = [['a1', 'a2', 'a3'], ['b1'], ['c1', 'c2']]

  it('G38: goes between rows and between the controls of a row, and stops at the ends', () => {
    const from = (key: string, row: number, column: number) => cellAfter(key, rows, row, column)
    expect(from('ArrowDown', 0, 2)).toBe('b1')
    expect(from('ArrowDown', 2, 1)).toBe('c2')
    expect(from('ArrowUp', 2, 1)).toBe('b1')
    expect(from('ArrowRight', 0, 0)).toBe('a2')
    expect(from('ArrowRight', 0, 2)).toBeUndefined()
    expect(from('ArrowLeft', 0, 0)).toBeUndefined()
    expect(from('End', 0, 1)).toBe('c2')
    expect(from('Enter', 0, 0)).toBeUndefined()
    expect(from('ArrowDown', -1, -1)).toBeUndefined()
  })
})
