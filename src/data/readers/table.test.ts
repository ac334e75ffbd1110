import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { furtherProblems } from '../../shared/errors.ts'
import { type TableForm, readTable } from './table.ts'
import { asSaccadeError, temporaryFile } from './test-support.ts'

const plain: TableForm = { delimiter: 'auto', header: false, sourceColumn: 1, targetColumn: 2 }

async function read(name: string, content: string, form: Partial<TableForm> = {}) {
  const pairs = await readTable(temporaryFile(name, content), { ...plain, ...form })
  return pairs.map(({ source, target }) => [source, target])
}

async function failure(name: string, content: string, form: Partial<TableForm> = {}) {
  const path = temporaryFile(name, content)
  const error = await readTable(path, { ...plain, ...form }).then(() => expect.fail('was read'), asSaccadeError)
  expect(error.code).toBe('bad-data')
  const short = (text: string) => text.replaceAll(path, name)
  return {
    message: short(error.message),
    problems: error.problems.map((problem) => `${short(problem.path)} ${short(problem.message)}`),
    hint: error.hint,
    raw: error,
  }
}

describe('TSV', () => {
  it('takes every cell as it is, quotation marks included', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', '"', ',', ' ', '\\', "'", 'é', '#', '\u2028'), minLength: 1, maxLength: 8 })
      .filter((text) => text.trim() !== '')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 10 }), async (rows) => {
        expect(await read('a.tsv', rows.map((row) => row.join('\t')).join('\n'))).toEqual(rows)
      }),
      { numRuns: 50 },
    )
  })

  it('chooses columns, leaves the header out, and remembers the line', async () => {
    const path = temporaryFile('a.txt', 'id\tde\ten\r\n1\tja\tyes\r\n2\tnein\tno\r\n')
    const pairs = await readTable(path, { delimiter: 'auto', header: true, sourceColumn: 3, targetColumn: 2 })
    expect(pairs).toEqual([
      { source: 'yes', target: 'ja', alternatives: [], alignment: null, origin: `${path}:2` },
      { source: 'no', target: 'nein', alternatives: [], alignment: null, origin: `${path}:3` },
    ])
  })

  it('names every line with another number of columns', async () => {
    const { message, problems } = await failure('a.tsv', 'a\tb\nc\nd\te\nf\tg\th\n\ni\tj\n')
    expect(message).toBe('a.tsv:2: 1 column instead of 2 (and 2 more lines)')
    expect(problems).toEqual([
      'a.tsv:2 1 column instead of 2',
      'a.tsv:4 3 columns instead of 2',
      'a.tsv:5 the line is empty',
    ])
  })

  it('does not take a faulty first line for the measure', async () => {
    expect((await failure('a.tsv', 'a b\nc\td\ne\tf\n')).problems).toEqual(['a.tsv:1 1 column instead of 2'])
  })

  it('names lines with an empty source or target', async () => {
    const { problems } = await failure('a.tsv', 'a\tb\n\tc\nd\t  \n\t\n')
    expect(problems).toEqual([
      'a.tsv:2 the source (column 1) is empty',
      'a.tsv:3 the target (column 2) is empty',
      'a.tsv:4 the source (column 1) is empty',
    ])
  })

  it('says when the delimiter or the columns cannot be right', async () => {
    const comma = await failure('a.tsv', 'a,b\nc,d\n')
    expect(comma.message).toBe('a.tsv:1 has 1 column a line, cut at every tab, but column 2 is needed')
    expect(comma.hint).toContain('delimiter')
    expect((await failure('a.tsv', 'a\tb\n', { targetColumn: 5 })).message).toContain('column 5 is needed')
    expect((await failure('a.tsv', '\n\n')).message).toContain('only empty lines')
    expect((await failure('a.tsv', 'a\tb\n', { header: true })).message).toContain('no pairs')
  })

  it('lists 20 faulty lines and counts the rest', async () => {
    const { problems } = await failure('a.tsv', 'x\ty\n'.repeat(100) + 'x\n'.repeat(30))
    expect(problems).toHaveLength(21)
    expect(problems[0]).toMatch(/^a\.tsv:101 /)
    expect(problems[20]).toBe('a.tsv 10 more lines with faults')
  })
})

describe('CSV', () => {
  it('gives back what RFC 4180 writes', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', '"', ',', ' ', '\n', '\r\n', '\t', 'é'), minLength: 1, maxLength: 8 })
      .filter((text) => text.trim() !== '')
    const write = (text: string) => `"${text.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 10 }),
        fc.constantFrom('\n', '\r\n'),
        async (rows, end) => {
          expect(await read('a.csv', rows.map((row) => row.map(write).join(',') + end).join(''))).toEqual(rows)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('is chosen by name or by setting, and drops a byte order mark', async () => {
    expect(await read('a.CSV', '\uFEFFa b,c\n')).toEqual([['a b', 'c']])
    expect(await read('a.txt', 'a,b\tc\n', { delimiter: 'comma' })).toEqual([['a', 'b\tc']])
    expect(await read('a.csv', 'a,b\tc\n', { delimiter: 'tab' })).toEqual([['a,b', 'c']])
  })

  it('counts lines of the file, not rows', async () => {
    const { problems } = await failure('a.csv', '"a\nb\nc",d\ne,f\ng\n\nh,\n')
    expect(problems).toEqual(['a.csv:5 1 column instead of 2', 'a.csv:6 the line is empty'])
    const path = temporaryFile('b.csv', '"a\n\n",b\nc,d\n')
    expect((await readTable(path, plain)).map((pair) => pair.origin)).toEqual([`${path}:1`, `${path}:4`])
  })

  it.each([
    ['a quote that never closes', 'a,b\nc,"d\ne,f\n', 'a.csv:2: a quoted cell begins here and never ends'],
    ['a quote inside a cell', 'a,b\nc"x",d\n', 'a.csv:2: a quotation mark stands inside a cell that is not quoted'],
    ['text after a closing quote', 'a,b\n"c"x,d\n', 'a.csv:2: text follows the closing quotation mark of a cell'],
  ])('refuses %s', async (_, content, message) => {
    const error = await failure('a.csv', content)
    expect(error.message).toBe(message)
    // F25: the place and the fault are told once.
    expect(error.problems).toEqual([message.replace(/:(\d): /, ':$1 ')])
    expect(furtherProblems(error.raw)).toEqual([])
  })

  it('F27: reads semicolons, and says where they would fit', async () => {
    const content = 'source;target\n"d;, ""e""";d\nd, f;d f\n'
    expect(await read('a.csv', content, { delimiter: 'semicolon', header: true })).toEqual([
      ['d;, "e"', 'd'],
      ['d, f', 'd f'],
    ])
    const { message, hint } = await failure('semicolon.csv', 'source;target\nd;d\nd f;d f\n')
    expect(message).toBe('semicolon.csv:1 has 1 column a line, cut at every comma, but column 2 is needed')
    expect(hint).toBe(
      'The file is cut at every comma; its semicolons would fit: set data.source.delimiter to semicolon.',
    )
    expect((await failure('a.tsv', 'a,b\nc,d\n')).hint).toContain('data.source.delimiter to comma')
    // Some of its sentences hold commas: then the number of columns differs, and the advice is the same.
    expect((await failure('a.csv', 'a;b\nc, d;e, f\ng, h;i, j\n')).hint).toContain('data.source.delimiter to semicolon')
    expect((await failure('a.csv', 'a b\nc d\n')).hint).toBe(
      'Check data.source.delimiter (now: comma) and the column numbers.',
    )
  })
})
