import { describe, expect, it } from 'vitest'
import {
  bytes,
  count,
  duration,
  groupedText,
  metricDifference,
  metricValue,
  number,
  plural,
  timeStep,
} from './format.ts'

describe('numbers for people', () => {
  it('are short and never lie about what is not finite', () => {
    expect([0.123456, 1234567, 0, 12.3456, 0.00001234, NaN, -Infinity].map(number)).toEqual([
      '0.123',
      '1.23e6',
      '0',
      '12.3',
      '1.23e-5',
      'NaN',
      '−∞',
    ])
    expect([plural(1, 'entry', 'entries'), plural(2000, 'run')]).toEqual(['1 entry', '2\u202f000 runs'])
    expect(count(1234567)).toBe('1\u202f234\u202f567')
    expect(metricValue('valid/exact_match', 0.9876)).toBe('98.8 %')
    expect(metricValue('train/loss', NaN)).toBe('NaN')
    expect(metricValue('train/loss', undefined)).toBe('–')
  })

  it('tell differences of shares in points, which are no percent', () => {
    expect(metricDifference('valid/exact_match', 0.1)).toBe('+10.0 points')
    expect(metricDifference('valid/exact_match', -0.005)).toBe('−0.5 points')
    expect(metricDifference('valid/loss', -0.25)).toBe('−0.250')
    expect(metricDifference('valid/loss', 0)).toBe('±0.000')
  })

  it('tell times and sizes', () => {
    expect([5, 61, 3600, 7380, 200_000].map(duration)).toEqual(['5 s', '1 min 1 s', '1 h', '2 h 3 min', '2 days'])
    expect([512, 1536, 3.3 * 1024 ** 2].map(bytes)).toEqual(['512 B', '1.5 kB', '3.3 MB'])
  })

  it('put at most seven ticks on a time axis', () => {
    for (const seconds of [3, 59, 400, 5000, 90_000, 3_000_000])
      expect(seconds / timeStep(seconds)).toBeLessThanOrEqual(6)
  })
})

it('groups the numbers of a text of the host, and leaves what is quoted as it is', () => {
  expect(groupedText('55,693 pairs read, 1,234,567 of them. No 1,2 or 12,3456, nor “1,000”; but 1,000.')).toBe(
    '55\u202f693 pairs read, 1\u202f234\u202f567 of them. No 1,2 or 12,3456, nor “1,000”; but 1\u202f000.',
  )
})
