import process from 'node:process'
import { type TextSource, readLinesAsTheyCome } from '../data/readers/text.ts'

/** Lines that are answered together: enough to fill batches, few enough to see answers soon. */
const TOGETHER = 256

/**
 * The lines of a file, or of standard input for `-`, in groups; on a terminal each as it is typed.
 * @throws bad-data when the file cannot be read or a line is no UTF-8 text
 */
export async function* readLineGroups(input: string): AsyncGenerator<string[]> {
  const interactive = input === '-' && process.stdin.isTTY
  let group: string[] = []
  for await (const lines of readLinesAsTheyCome(textSource(input), { mayBeEmpty: true })) {
    for (const line of lines) {
      group.push(line)
      if (group.length < TOGETHER) continue
      yield group
      group = []
    }
    if (!interactive || group.length === 0) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}

function textSource(input: string): TextSource {
  return input === '-' ? { name: 'standard input', bytes: process.stdin } : input
}
