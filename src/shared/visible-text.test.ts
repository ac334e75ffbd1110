import { expect, it } from 'vitest'
import { visibleText } from './visible-text.ts'

it('shows what would hide code from the one who reads it', () => {
  const clear = 'const ä = "日本 😀"\t// as it is\n'
  expect(visibleText(clear)).toBe(clear)
  expect(visibleText('one\r\ntwo')).toBe('one\ntwo')
  // A terminal would go back to the line's start, or up a line and wipe it; an editor would turn the order round.
  expect(visibleText('evil()\rgood()')).toBe('evil()\\u000dgood()')
  expect(visibleText('evil()\u001b[2K\u009bA')).toBe('evil()\\u001b[2K\\u009bA')
  expect(visibleText('/* \u202e } \u2066if (x)\u2069\u200b */')).toBe('/* \\u202e } \\u2066if (x)\\u2069\\u200b */')
})
