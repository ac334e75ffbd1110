import { expect, it } from 'vitest'
import { splitHeading } from './heading.ts'

it.each([
  ['', '', ''],
  ['Only text', '', 'Only text'],
  ['# What `dot` **does** #\n\nIt learns.', 'What dot does', '\nIt learns.'],
  ['\n## One line', 'One line', ''],
  ['#tag is no heading', '', '#tag is no heading'],
  ['Text\n# Later', '', 'Text\n# Later'],
  ['# As Windows\r\nhas it', 'As Windows', 'has it'],
  ['# In C#', 'In C#', ''],
  ['    # code', '', '    # code'],
  [`#${' '.repeat(10_000)}\u2028x`, 'x', ''],
])('of %j', (text, heading, body) => {
  expect(splitHeading(text)).toEqual({ heading, body })
})
