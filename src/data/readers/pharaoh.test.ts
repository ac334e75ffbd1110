import { describe, expect, it } from 'vitest'
import type { RawPair } from '../types.ts'
import { addAlignments } from './pharaoh.ts'
import { asSaccadeError, temporaryFile } from './test-support.ts'

const pairs = [
  ['the black cat', 'die schwarze Katze'],
  ['sleeps', 'schläft  gerade'],
  ['.', '.'],
].map(([source = '', target = '']): RawPair => ({ source, target, alternatives: [], alignment: null, origin: '' }))

async function failure(content: string) {
  const path = temporaryFile('gold.align', content)
  const error = await addAlignments(pairs, path).then(() => expect.fail('was read'), asSaccadeError)
  expect(error.code).toBe('bad-data')
  return error.problems.map((problem) => `${problem.path} ${problem.message}`.replaceAll(path, 'gold.align'))
}

describe('Pharaoh alignments', () => {
  it('give each pair its links, sure ones among the possible', async () => {
    const [cat, sleeps, stop] = await addAlignments(pairs, temporaryFile('gold.align', '0-0 1p1  2-2\r\n\n0-0'))
    expect(cat).toMatchObject({ source: 'the black cat', target: 'die schwarze Katze' })
    expect(cat!.alignment).toEqual({
      sure: [
        [0, 0],
        [2, 2],
      ],
      possible: [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    })
    expect(sleeps!.alignment).toEqual({ sure: [], possible: [] })
    expect(stop!.alignment!.sure).toEqual([[0, 0]])
  })

  it('names each line with something else, and each link to a word that is not there', async () => {
    expect(await failure('0-0 1:1\n0-2\n1p0\n')).toEqual([
      'gold.align:1 “1:1” is no link',
      'gold.align:2 “0-2” names word 2 of a target with 2, counted from 0',
      'gold.align:3 “1p0” names word 1 of a source with 1, counted from 0',
    ])
    expect(await failure('0-0\n-1-0\n0-\n')).toEqual(['gold.align:2 “-1-0” is no link', 'gold.align:3 “0-” is no link'])
  })

  it('must have as many lines as there are pairs', async () => {
    expect(await failure('0-0\n0-0\n')).toEqual(['gold.align:3 gold.align has 2 lines for 3 pairs'])
    expect(await failure('0-0\n\n\n\n0-0\n')).toEqual(['gold.align:4 gold.align has 5 lines for 3 pairs'])
  })
})
