import fs from 'node:fs'
import process from 'node:process'
import { TextDecoder } from 'node:util'
import { SaccadeError } from '../shared/errors.ts'

/** Lines that are answered together: enough to fill batches, few enough to see answers soon. */
const TOGETHER = 256

/**
 * The lines of a file, or of standard input for `-`, in groups; on a terminal each by itself.
 * @throws bad-data when the file cannot be read or a line is not UTF-8
 */
export async function* readLines(input: string): AsyncGenerator<string[]> {
  const interactive = input === '-' && process.stdin.isTTY
  let group: string[] = []
  for await (const line of lines(input)) {
    group.push(line)
    if (interactive || group.length === TOGETHER) {
      yield group
      group = []
    }
  }
  if (group.length > 0) yield group
}

async function* lines(input: string): AsyncGenerator<string> {
  const name = input === '-' ? 'standard input' : input
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = Buffer.alloc(0)
  let number = 0
  const decode = (bytes: Uint8Array): string => {
    number++
    try {
      return decoder.decode(bytes).replace(/\r$/, '')
    } catch {
      throw new SaccadeError('bad-data', `${name} is not UTF-8 text in line ${number}`, {
        hint: 'Convert it to UTF-8.',
      })
    }
  }
  for await (const chunk of chunks(input)) {
    rest = Buffer.concat([rest, chunk])
    // The byte 10 is a line's end in UTF-8 and never part of a character.
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield decode(rest.subarray(0, end))
      rest = rest.subarray(end + 1)
    }
  }
  if (rest.length > 0) yield decode(rest)
}

async function* chunks(input: string): AsyncGenerator<Buffer> {
  const stream = input === '-' ? process.stdin : fs.createReadStream(input)
  try {
    for await (const chunk of stream) yield Buffer.from(chunk as Uint8Array)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SaccadeError('bad-data', `${input} cannot be read: ${reason}`, { cause: error })
  }
}
