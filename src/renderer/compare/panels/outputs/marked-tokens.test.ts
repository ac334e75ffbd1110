import { expect, test } from 'vitest'
import { markedTokens } from './marked-tokens.ts'

test('what is replaced, added or missing is marked where it stands', () => {
  const marks = (output: string[], reference: string[]) =>
    markedTokens(output, reference).map(({ text, kind, told }) => [text, kind, told])
  expect(marks(['a', ' ', 'c', 'e'], ['a', 'b', 'c'])).toEqual([
    ['a', 'same', ''],
    ['␣', 'replaced', '␣ instead of b'],
    ['c', 'same', ''],
    ['e', 'added', 'e is added'],
  ])
  expect(marks(['a', 'c'], ['a', 'b', 'c'])[1]).toEqual(['b', 'missing', 'b is missing'])
})
