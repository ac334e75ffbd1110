import { expect, it } from 'vitest'
import { cutText, oneLine, visibleLine, visibleText } from './visible-text.ts'

it('shows what would hide code from the one who reads it', () => {
  const clear = 'const ä = "日本 😀"\t// as it is\n'
  expect(visibleText(clear)).toBe(clear)
  expect(visibleText('one\r\ntwo')).toBe('one\ntwo')
  // A terminal would go back to the line's start, or up a line and wipe it; an editor would turn the order round.
  expect(visibleText('evil()\rgood()')).toBe('evil()\\u{d}good()')
  expect(visibleText('evil()\u001b[2K\u009bA')).toBe('evil()\\u{1b}[2K\\u{9b}A')
  expect(visibleText('/* \u202e } \u2066if (x)\u2069\u200b */')).toBe(
    '/* \\u{202e} } \\u{2066}if (x)\\u{2069}\\u{200b} */',
  )
  // A name and a tag that nobody sees.
  expect(visibleText('const { a, \u3164 } = b\u{e0041}')).toBe('const { a, \\u{3164} } = b\\u{e0041}')
})

it('A1: within a line, line breaks and tabs are shown too', () => {
  expect(visibleLine('two\r\nlines\t\u001b[31mred\u0007')).toBe('two\\u{d}\\u{a}lines\\u{9}\\u{1b}[31mred\\u{7}')
  expect(visibleLine(visibleLine('\n'))).toBe(visibleLine('\n'))
  expect(visibleLine('日本 ä 😀')).toBe('日本 ä 😀')
  expect([cutText('😀😀😀', 3), cutText('😀😀😀😀', 3)]).toEqual(['😀😀😀', '😀😀…'])
})

it('A2: what a format gives one line keeps all that is no control', () => {
  expect(oneLine('a\n\t\r\u0085\u2028\u001b')).toBe('a\\u{a}\\u{9}\\u{d}\\u{85}\\u{2028}\\u{1b}')
  expect(oneLine('می\u200cخواهم \\n \u202e \ufeff')).toBe('می\u200cخواهم \\n \u202e \ufeff')
})
