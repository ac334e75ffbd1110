import { expect, it } from 'vitest'
import { codeParts } from './CodeText.ts'

const told = (text: string) => codeParts(text).map(({ code, part }) => (code ? `<${part}>` : part))

it('takes what stands between backticks for code', () => {
  expect(told('Look with `saccade runs` or `saccade queue`.')).toEqual([
    ...['Look with ', '<saccade runs>', ' or ', '<saccade queue>', '.'],
  ])
  expect(told('`best`')).toEqual(['<best>'])
})

it('leaves other texts as they are, and backticks that close nothing', () => {
  expect(told('')).toEqual([])
  expect(told('a file')).toEqual(['a file'])
  expect(told('the file a`b')).toEqual(['the file a`b'])
  expect(told('``')).toEqual(['``'])
  expect(told('`a` and b`')).toEqual(['<a>', ' and b`'])
})
