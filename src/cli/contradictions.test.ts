// What contradicts itself on a command line is refused before anything is looked at or made.
import { expect, test } from 'vitest'
import { checkAttention } from './attention/options.ts'
import { placeOf } from './commands/sweep/on-folder.ts'
import { createProgram } from './program.ts'
import { formOf } from './report-form.ts'

const run = (line: string) =>
  createProgram(() => undefined).parseAsync(['node', 'saccade', ...line.split(' '), '--data-dir', '/nowhere/at/all'])

test.each([
  ['report r1 --format latex --to x.html', '--format latex clashes with x.html: .html is the ending of page'],
  ['report r1 --format csv --to x.tex', '--format csv clashes with x.tex: .tex is the ending of latex'],
  ['report r1 --to a.pdf', 'a.pdf cannot be made: a report is a page of HTML, or a table'],
  ['report r1 --format latex --to a.pdf', 'a.pdf cannot be made'],
  ['report r1 --to a.docx', 'The ending of a.docx does not say what it is to be'],
  ['report r1 --to a.png', 'a.png would not be what its ending .png says'],
  ['report r1 --to x.html --metric valid/loss', '--metric is for a table, and this makes a page'],
  ['report r1 --to x --no-groups', '--no-groups is for a table, and this makes a page'],
  ['report r1 --to x.tex --all-outputs', '--all-outputs is for a page, and this makes a table'],
  ['report r1 --format latex --json', '--format clashes with --json'],
  ['query SELECT --csv --json', '--csv clashes with --json'],
  ['emergence r1 --csv --json', '--csv clashes with --json'],
  ['metrics r1 --format csv --json', '--format clashes with --json'],
  ['attention r1 --sentence 1 --format svg --to x.png', '--format svg clashes with x.png: .png is the ending of png'],
  ['attention r1 --sentence 1 --to x.pdf', 'x.pdf would not be what its ending .pdf says'],
  ['attention r1 --sentence 1 --to x', '--to x does not say what to write'],
  ['attention r1 --sentence 1 --json --to x.csv', '--to clashes with --json'],
  ['data export d1 x.parquet --format tsv', '--format tsv clashes with x.parquet: .parquet is the ending of parquet'],
  ['data export d1 x.csv', 'x.csv would not be what its ending .csv says'],
  ['export r1 --format csv --to x.csv', 'x.csv has the name of a file, and --format csv makes a folder'],
  ['export r1 --format pytorch --to x.zip', 'x.zip has the name of a file'],
  ['export r1 --format bundle --to x.tar', 'A bundle is a zip file, and x.tar would be none by its name'],
  ['export r1 --board b1 --to x', '--board is for --format bundle, not pytorch'],
  ['export r1 --format parquet --checkpoint last --to x', '--checkpoint is for --format pytorch and safetensors'],
  ['export r1 --checkpoint last --to x.zip', '--checkpoint is for --format pytorch and safetensors, not bundle'],
  ['import x.zip --name mine', '--name is for a package of one run'],
])('saccade %s: %s', async (line, message) => {
  await expect(run(line)).rejects.toMatchObject({ code: 'bad-usage', message: expect.stringContaining(message) })
})

test.each(['report r1', 'export r1', 'attention r1 --sentence 1', 'rescue'])(
  'saccade %s: --to is not empty',
  (line) => {
    const words = ['node', 'saccade', ...line.split(' '), '--to', ' ']
    expect(() => createProgram(() => undefined).parse(words)).toThrow('--to is empty')
  },
)

test('a format is what is said, or what the name of the file says', () => {
  const form = (to?: string, format?: 'latex') =>
    formOf({ ...(to !== undefined && { to }), ...(format && { format }) }, [])
  expect([form(), form(undefined, 'latex'), form('x.html'), form('x'), form('/dev/stdout')]).toEqual([
    ...['markdown', 'latex', 'page', 'page', 'page'],
  ])
  expect([form('x.TEX'), form('x.md'), form('x.csv'), form('x.txt', 'latex'), form('x', 'latex')]).toEqual([
    ...['latex', 'markdown', 'csv', 'latex', 'latex'],
  ])
  expect(checkAttention({ checkpoint: 'best', sentence: 1, to: 'x.npy' }).format).toBe('npy')
})

test('settings of Slurm without a word of Slurm are refused', () => {
  expect(placeOf({})).toBeNull()
  expect(() => placeOf({ slurm: ['partition=main'] })).toThrow('nothing says to train there')
})
