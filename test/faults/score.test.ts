// `saccade score` and `align` over files, through the real command line.
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { saccade, saccadeJson, temporaryFolder } from './saccade.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
const dataDir = ['--data-dir', path.join(folder, 'data')]

function write(name: string, lines: readonly string[]): string {
  const file = path.join(folder, name)
  fs.writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  return file
}

const sources = ['a b c', 'b', 'c a', 'a a b b c', 'c b']
const targets = sources.map((line) => line.split(' ').toReversed().join(' '))
const [source, target] = [write('valid.src', sources), write('valid.tgt', targets)]

const scored = z.object({
  target: z.array(z.string()),
  logProbabilities: z.array(z.number()),
  sum: z.number(),
  length: z.int(),
})
const summed = z.object({ summary: z.record(z.string(), z.unknown()) })

beforeAll(async () => {
  const data = ['--data', `${source},${target}`, '--valid', `${source},${target}`]
  const small = ['encoder.hidden=6', 'decoder.hidden=6', 'encoder.embedding=4', 'decoder.embedding=4']
  const settings = [...small.map((text) => `model.${text}`), 'training.steps=3', 'training.batchSize=4']
  const set = settings.flatMap((text) => ['--set', text])
  const trained = await saccade(['train', '--preset', 'bigru-bahdanau', ...data, ...set, '--name', 'run', ...dataDir])
  expect(trained).toMatchObject({ code: 0 })
})

test('every pair a line, then the loss that the evaluation had', async () => {
  const args = ['score', 'run', '--checkpoint', 'last', '--source', source, ...dataDir]
  const { code, stdout } = await saccade([...args, '--target', target, '--json'])
  expect(code).toBe(0)
  const objects = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  const pairs = objects.slice(0, -1).map((object) => scored.parse(object))
  expect(pairs.map((pair) => pair.target.join(' '))).toEqual(targets.map((line) => `${line} <eos>`))
  for (const { logProbabilities, sum, length } of pairs) {
    expect(logProbabilities).toHaveLength(length)
    expect(logProbabilities.reduce((total, each) => total + each, 0)).toBeCloseTo(sum, 10)
  }
  const { summary } = summed.parse(objects.at(-1))
  expect(summary).toMatchObject({ step: 3, pairs: 5, skipped: 0, tokens: 18, unknown: { source: 0, target: 0 } })
  const shown = z
    .object({ latest: z.record(z.string(), z.number()) })
    .parse(await saccadeJson(['show', 'run', ...dataDir]))
  expect(Math.abs(z.number().parse(summary.loss) - shown.latest['valid/loss']!)).toBeLessThan(1e-6)

  const input = 'c b a\nb\n\nzz\nb c\n'
  const text = await saccade([...args, '--target', '-'], { input })
  expect(text).toMatchObject({ code: 0, stderr: expect.stringContaining('read as <unk>: zz (1)') })
  const lines = text.stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(6)
  expect(lines[2]).toMatch(/^-\d+\.\d{4}\t-\d+\.\d{4}\t[\d.]+\t<eos> -\d+\.\d{4}$/)
  expect(lines[5]).toMatch(/^loss .* · 12 tokens of 5 pairs · unknown: 0 in sources, 1 in targets · step 3$/)
})

test('files that do not belong together are told with both counts, and nothing is scored', async () => {
  const shorter = write('shorter.tgt', targets.slice(1))
  for (const command of ['score', 'align']) {
    const args = [command, 'run', '--checkpoint', 'last', '--source', source, ...dataDir]
    const stderr = expect.stringMatching(/valid\.src has 5 lines and .*shorter\.tgt has 4/)
    expect(await saccade([...args, '--target', shorter])).toMatchObject({ code: 2, stdout: '', stderr })
    const piped = await saccade([...args, '--target', '-'], { input: 'c b a\n' })
    const counts = expect.stringMatching(/standard input has 1 line and .*valid\.src has 5/)
    expect(piped).toMatchObject({ code: 2, stderr: counts })
  }
})
