import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { createLineLog } from './line-log.ts'

/** What a log holds after a stream wrote these chunks and ended. */
async function logOf(...chunks: (string | Buffer)[]): Promise<readonly string[]> {
  const log = createLineLog()
  const stream = new PassThrough()
  log.read(stream)
  for (const chunk of chunks) stream.write(chunk)
  await new Promise<void>((resolve) => stream.on('end', resolve).end())
  return log.last()
}

it('cuts lines wherever the chunks are cut, also within a character', async () => {
  const [first, second] = [Buffer.from('Größe\n').subarray(0, 3), Buffer.from('Größe\n').subarray(3)]
  expect(await logOf('one\r\ntw', 'o\n\n', first, second, 'no end')).toEqual(['one', 'two', 'Größe', 'no end'])
})

it('keeps the latest lines only', async () => {
  const lines = await logOf(Array.from({ length: 1_000 }, (_, index) => `line ${index}\n`).join(''))
  expect(lines).toHaveLength(200)
  expect(lines.at(-1)).toBe('line 999')
})

it('cuts a line without end', async () => {
  const lines = await logOf('x'.repeat(1_500), 'x'.repeat(1_500), 'x'.repeat(50_000), '\nnext\n')
  expect(lines).toEqual([`${'x'.repeat(2_000)}…`, 'next'])
})

it('tells each line as it comes', () => {
  const log = createLineLog()
  const heard: string[] = []
  const stop = log.onLine((line) => heard.push(line))
  log.add('one')
  stop()
  log.add('two')
  expect(heard).toEqual(['one'])
})
