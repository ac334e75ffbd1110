import { describe, expect, it } from 'vitest'
import { readMoses } from './moses.ts'
import { asSaccadeError, temporaryFile } from './test-support.ts'

async function failure(source: string, target: string) {
  const paths = [temporaryFile('a.src', source), temporaryFile('a.tgt', target)] as const
  const error = await readMoses(...paths).then(() => expect.fail('was read'), asSaccadeError)
  expect(error.code).toBe('bad-data')
  const short = (text: string) => text.replaceAll(paths[0], 'a.src').replaceAll(paths[1], 'a.tgt')
  return {
    message: short(error.message),
    problems: error.problems.map((problem) => `${short(problem.path)} ${problem.message}`),
  }
}

describe('readMoses', () => {
  it('joins line n with line n', async () => {
    const source = temporaryFile('a.src', 'the cat\r\n"the dog\r\n')
    const pairs = await readMoses(source, temporaryFile('a.tgt', 'die Katze\nder\tHund'))
    expect(pairs.map((pair) => [pair.source, pair.target, pair.origin])).toEqual([
      ['the cat', 'die Katze', `${source}:1`],
      ['"the dog', 'der\tHund', `${source}:2`],
    ])
  })

  it('names the first line without a partner, whichever file is longer', async () => {
    expect((await failure('a\nb\nc\n', 'x\ny\n')).message).toBe(
      'a.src:3 has no partner: a.src has 3 lines, a.tgt has 2 lines',
    )
    const { message, problems } = await failure('a\n', 'x\ny\nz')
    expect(message).toBe('a.tgt:2 has no partner: a.tgt has 3 lines, a.src has 1 line')
    expect(problems[0]).toMatch(/^a\.tgt:2 has no partner/)
  })

  it('names empty lines of both files', async () => {
    expect((await failure('a\n\nc\nd\n', 'x\ny\n \nz\n')).problems).toEqual([
      'a.src:2 the line is empty',
      'a.tgt:3 the line is empty',
    ])
  })
})
