// Text of people and files through the real command line: what a terminal shows of it, and what a format promises.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine, saccade, saccadeJson, temporaryFolder } from './saccade.ts'

const EVIL = 'two\nlines \u001b[31mred\u0007'
const SHOWN = 'two\\u{a}lines \\u{1b}[31mred\\u{7}'
/** As a new run is called that is given the name. */
const KEPT = SHOWN.replace('\\u{a}', ' ')
/** What every pair of the evil run has for a target: a model learns it in a few steps. */
const TARGET = 'x\n\t\u001b'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
const dataDir = ['--data-dir', path.join(folder, 'data')]
const run = (...args: string[]) => saccade([...args, ...dataDir])

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name)
  fs.writeFileSync(file, content)
  return file
}

const sizes = ['encoder.hidden=16', 'decoder.hidden=16', 'encoder.embedding=8', 'decoder.embedding=8']
const train = (name: string, data: string, ...settings: string[]) =>
  run(
    ...['train', '--preset', 'bigru-bahdanau', '--data', data, '--valid', data, '--name', name],
    ...[...sizes.map((text) => `model.${text}`), 'training.batchSize=4', 'evaluation.every=60', ...settings].flatMap(
      (text) => ['--set', text],
    ),
  )

/** Lines of a text without anything that acts on a terminal. */
function linesOf(text: string): string[] {
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
  return text.split('\n').slice(0, -1)
}

beforeAll(async () => {
  const rows = Array.from('abcdefgh', (letter) => `${letter}${letter},"${TARGET}"\n`).join('')
  const evil = await train(
    EVIL,
    write(`${EVIL}.csv`, rows),
    'training.steps=120',
    'training.optimizer.learningRate=0.02',
    'data.tokenizer={"source":"character","target":"character"}',
  )
  expect(evil, evil.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining(`(${KEPT})`) })
  linesOf(evil.stdout)
  // Former versions kept the name as it was given.
  const database = new Sqlite(path.join(folder, 'data', 'history.sqlite'))
  database.prepare('UPDATE run SET name = ?').run(EVIL)
  database.close()
  const special = 'a <pad> b\tb <pad> a\na <eos> b\tb <eos> a\nc d\td c\ne f\tf e\n'
  expect(await train('special', write('special.tsv', special), 'training.steps=2')).toMatchObject({ code: 0 })
})

describe('runs --where', () => {
  it('lists what fits, and marks what cannot be read', async () => {
    const fitting = ['runs', '--where', 'name:special and not tokenizer.source=character', ...dataDir]
    expect(await saccadeJson(fitting)).toMatchObject([{ name: 'special' }])
    expect(await saccade(['runs', '--where', 'toknizer.source=character', ...dataDir])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: --where cannot be read at “toknizer.source”: There is no field/),
    })
    expect(await run('runs', '--where', 'seed > 99')).toMatchObject({
      code: 0,
      stderr: 'None of 2 runs fits --where\n',
    })
  })
})

describe('A1: a name with a line break and escape codes', () => {
  it('is one visible line in every list, and as it is for programs', async () => {
    expect(linesOf((await run('runs')).stdout)).toEqual([
      expect.stringMatching(/^RUN/),
      expect.stringMatching(/ special$/),
      expect.stringContaining(SHOWN),
    ])
    expect(await saccadeJson(['runs', ...dataDir])).toMatchObject([{ name: 'special' }, { name: EVIL }])
    const shown = linesOf((await run('show', EVIL)).stdout)
    expect(shown).toContain(`Name       ${SHOWN}`)
    expect(shown).toContain(`Data       ${SHOWN}.csv`)
    expect(await saccadeJson(['show', EVIL, ...dataDir])).toMatchObject({ name: EVIL })
  })

  it('is visible in what is exported to, imported, and compared', async () => {
    const to = path.join(folder, `package ${EVIL}`)
    expect(linesOf((await run('export', EVIL, '--to', to)).stdout)).toHaveLength(1)
    const imported = linesOf((await run('import', to)).stdout)
    expect(imported).toEqual([expect.stringContaining(KEPT)])
    const [id = ''] = (imported[0] ?? '').split(' ')
    const compared = await run('compare', EVIL, id, '--resamples', '10', '--metric', 'exact-match')
    expect(linesOf(compared.stdout)).toHaveLength(5)
    expect(compared.stdout).toContain(SHOWN)
  })

  it('is visible in errors, and a long word is cut in warnings and tables', async () => {
    const absent = await run('show', `${EVIL}!`)
    expect(linesOf(absent.stderr)[0]).toBe(`error: There is no run “${SHOWN}!”`)
    linesOf((await run('train', '--task', EVIL)).stderr)
    linesOf((await run('runs', `--${EVIL}`)).stderr)
    const attended = await run(
      'attention',
      'special',
      '--source',
      `a ${'y'.repeat(100_000)} \u001b[2K`,
      '--target',
      'b',
    )
    expect(linesOf(attended.stdout).join('\n').length).toBeLessThan(2000)
    expect(linesOf(attended.stderr).join('\n').length).toBeLessThan(500)
  })
})

it('A2: one output line for each input line, and three cells a line', async () => {
  const input = write('in.txt', 'aa\nbb\n\ncc\n')
  const shown = 'x\\u{a}\\u{9}\\u{1b}'
  const plain = await run('translate', EVIL, '--input', input)
  expect(plain.stdout).toBe(`${shown}\n${shown}\n\n${shown}\n`)
  const ranked = await run('translate', EVIL, '--input', input, '--beam', '2', '--n-best', '2')
  const rows = ranked.stdout.split('\n').filter(Boolean)
  expect(rows).toHaveLength(6)
  for (const row of rows) expect(row.split('\t')).toHaveLength(3)
  const [first] = (await run('translate', EVIL, '--input', input, '--json')).stdout.split('\n')
  expect(JSON.parse(first ?? '')).toMatchObject({ text: TARGET })
})

it('F21: a text spelled like a special token is not warned of as unseen', async () => {
  const { stderr } = await run('translate', 'special', '--input', write('in.txt', 'a <pad> b\n<eos>\nnever\n'))
  expect(linesOf(stderr)).toEqual([
    'warning: 2 tokens were spelled like a special token and read as <unk>: <pad> (1), <eos> (1)',
    'warning: 1 token was not in the vocabulary and read as <unk>: never (1)',
  ])
})

it('F20: NUL and UTF-16 on standard input are named, with exit code 2', async () => {
  for (const [input, words] of [
    [Buffer.from('a b\nc\0 d\n'), 'standard input:2 is not text: byte 2 of the line is NUL'],
    [
      Buffer.from('\ufeffa b\n', 'utf16le'),
      'standard input:1 is not UTF-8: the file begins with the byte order mark of UTF-16',
    ],
  ] as const) {
    expect(await saccade(['translate', 'special', ...dataDir], { input })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(words),
    })
  }
})

it('F16: the reader of translate who leaves ends it as stopped', () => {
  const words = commandLine(['translate', 'special', ...dataDir]).map((word) => `'${word}'`)
  const script = `yes 'a b' | ${words.join(' ')} | head -n 1; echo "\${PIPESTATUS[1]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  expect(stdout.split('\n').at(-2), stderr).toBe('130')
})

it('F16: a finished run is resumed with exit code 2', async () => {
  expect(await run('resume', 'special')).toMatchObject({ code: 2, stderr: expect.stringContaining('is finished') })
})
