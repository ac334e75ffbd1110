// How words of people and files are shown.
import { expect, test } from 'vitest'
import { describeFailure } from './failure.ts'
import { formatFacts, formatTable } from './table.ts'
import { describeUnknown } from './unknown-tokens.ts'

test('columns align, numbers to the right, wide characters counted', () => {
  expect(
    formatTable(
      ['NAME', 'N', 'X'],
      [
        ['日本', 7, 'a'],
        ['b', 12, 'bb'],
      ],
    ),
  ).toEqual(['NAME   N  X', '日本   7  a', 'b     12  bb'])
})

test('every problem of a failure has its line, behind what has it', () => {
  const problems = [
    { path: 'a.b', message: 'too big' },
    { path: 'c', message: 'no such setting' },
  ]
  const listed = ['  a.b: too big', '  c: no such setting']
  const told = (message: string) => describeFailure({ message, hint: 'Mend it.', problems })
  for (const what of ['The configuration has 2 problems', 'The sweep has 2 problems', 'Reading options do not fit'])
    expect(told(`${what}: a.b: too big; c: no such setting`)).toEqual([`error: ${what}`, ...listed, '  Mend it.'])
  const many = 'Some cannot be trained: a.b: too big; c: no such setting; and 9 more'
  expect(told(many)).toEqual(['error: Some cannot be trained', ...listed, '  and 9 more', '  Mend it.'])
})

test('what a failure says by itself is said, whatever its problems are', () => {
  const message = 'The model has 9 parameters; training it needs 5 GB of memory, and there are 4 GB'
  const problems = [{ path: 'model', message: 'needs more memory than there is' }]
  expect(describeFailure({ message, hint: '', problems })).toEqual([
    `error: ${message}`,
    '  model: needs more memory than there is',
  ])
})

test('F25: a fault that the message tells has no line of its own', () => {
  const problems = [2, 4].map((line) => ({ path: `a.tsv:${line}`, message: '1 column instead of 2' }))
  const failure = {
    message: 'a.tsv:2: 1 column instead of 2 (and 1 more line)',
    hint: '',
    problems,
  } as const
  expect(describeFailure(failure)).toEqual([`error: ${failure.message}`, '  a.tsv:4: 1 column instead of 2'])
})

test('A1: a cell of a table keeps to its line and its column', () => {
  expect(
    formatTable(
      ['NAME', 'N'],
      [
        ['two\nlines \u001b[31mred\u0007', 1],
        ['b\t\u202e', 2],
      ],
    ),
  ).toEqual([
    'NAME                              N',
    'two\\u{a}lines \\u{1b}[31mred\\u{7}  1',
    'b\\u{9}\\u{202e}                    2',
  ])
})

test('A1: facts have a line each, and further ones below them', () => {
  expect(
    formatFacts(
      [
        ['A', 'one'],
        ['B', 'two', 'three'],
      ],
      3,
    ),
  ).toEqual(['A  one', 'B  two', '   three'])
})

test('unknown tokens are counted', () => {
  expect(
    describeUnknown(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    ),
  ).toEqual(['warning: 3 tokens were not in the vocabulary and read as <unk>: b (2), a (1)'])
  expect(describeUnknown(new Map())).toEqual([])
})

test('A1: an unknown token is cut where it is long', () => {
  const [line = ''] = describeUnknown(new Map([['x'.repeat(100_000), 1]]))
  expect(line).toBe(`warning: 1 token was not in the vocabulary and read as <unk>: ${'x'.repeat(29)}… (1)`)
})

test('F21: what is spelled like a special token was not unseen', () => {
  expect(
    describeUnknown(
      new Map([
        ['<pad>', 2],
        ['<s>', 1],
        ['<eos>', 1],
      ]),
    ),
  ).toEqual([
    'warning: 3 tokens were spelled like a special token and read as <unk>: <pad> (2), <eos> (1)',
    'warning: 1 token was not in the vocabulary and read as <unk>: <s> (1)',
  ])
})
