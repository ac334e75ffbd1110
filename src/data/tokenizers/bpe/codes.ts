import { SaccadeError } from '../../../shared/errors.ts'

/** A merge of two symbols; at the end of a word a symbol ends with `</w>`. */
export type Merge = readonly [first: string, second: string]

export interface Codes {
  /** In 0.1 the end of a word is a symbol of its own, in 0.2 a part of the last. */
  readonly version: '0.1' | '0.2'
  readonly merges: readonly Merge[]
}

/** At the end of a word's last symbol. */
export const END_OF_WORD = '</w>'

const HEADER = /^#version:.*/

/** The words of a text as subword-nmt sees them: only spaces and line ends stand between two. */
export function spacedWords(text: string): string[] {
  return text.split(/[ \r\n]+/).filter((word) => word !== '')
}

/** A file of codes as subword-nmt 0.3.8 writes it. */
export function formatCodes(merges: readonly Merge[]): string {
  return ['#version: 0.2', ...merges.map(([first, second]) => `${first} ${second}`)].map((line) => `${line}\n`).join('')
}

/** @param name of the file, for messages @throws bad-data with the line */
export function parseCodes(text: string, name: string): Codes {
  const lines = text.replace(/\n+$/, '').split(/\r\n|\r|\n/)
  const header = HEADER.test(lines[0] ?? '') ? lines.shift() : undefined
  const version = header === undefined ? '0.1' : (header.split(/\s+/).at(-1) ?? '').replace(/^(\d+\.\d+)(\.0+)*$/, '$1')
  if (version !== '0.1' && version !== '0.2') {
    throw new SaccadeError('bad-data', `${name}:1 says “${header ?? ''}”, and only versions 0.1 and 0.2 are known`, {
      hint: 'Learn the codes with subword-nmt 0.3, or here.',
    })
  }
  const merges = lines.flatMap((line, place): Merge[] => {
    const [first, second, ...more] = line.replace(/^[\r\n ]+|[\r\n ]+$/g, '').split(' ')
    if (first && second && more.length === 0) return [[first, second]]
    if (line === '' && lines.length === 1) return []
    const number = place + (header === undefined ? 1 : 2)
    throw new SaccadeError('bad-data', `${name}:${number} is no merge: “${line.slice(0, 60)}”`, {
      hint: 'A line of codes holds two symbols with one space between them, as `subword-nmt learn-bpe` writes them.',
    })
  })
  return { version, merges }
}
