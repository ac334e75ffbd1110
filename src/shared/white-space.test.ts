import { expect, it } from 'vitest'
import { isBlank, trimmed, whiteSpaceRanges, wordsOf } from './white-space.ts'

it('F19: white space is what Unicode says, not what \\s matches', () => {
  expect(wordsOf('a\u0085b\u2028c\u2029d\u000be\ff\u3000g')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
  // No white space: the separators of ASCII, the byte order mark, the zero-width space.
  expect(wordsOf('\ufeffa b\u001cc d\u200be')).toEqual(['\ufeffa', 'b\u001cc', 'd\u200be'])
  expect([isBlank(''), isBlank(' \u0085\u3000'), isBlank('\ufeff')]).toEqual([true, true, false])
  expect(trimmed('\u0085 \ufeffa b\n\u00a0')).toBe('\ufeffa b')
  expect(trimmed(' \t')).toBe('')
})

it('F19: its ranges are those of PropList.txt', () => {
  const written = whiteSpaceRanges().map((range) => range.map((code) => code.toString(16)).join('-'))
  expect(written.join(' ')).toBe('9-d 20-20 85-85 a0-a0 1680-1680 2000-200a 2028-2029 202f-202f 205f-205f 3000-3000')
})
