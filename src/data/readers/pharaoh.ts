import type { Alignment } from '../../shared/contract/attention.ts'
import { counted } from '../../shared/counted.ts'
import { wordsOf } from '../../shared/white-space.ts'
import type { RawPair } from '../types.ts'
import { badData, createProblemList, throwProblems } from './problems.ts'
import { type ReadOptions, readLines } from './text.ts'

type Link = readonly [source: number, target: number]

const LINK = /^(\d{1,9})([-p])(\d{1,9})$/

/**
 * The pairs with the gold alignments of a file in Pharaoh format: line n holds the links of pair n, between words counted
 * from 0, `0-0` for a sure and `2p3` for a possible one; an empty line has none.
 * @throws bad-data naming every line with something else, or with a link to a word that is not there; or when there are
 *   not as many lines as pairs
 */
export async function addAlignments(
  pairs: readonly RawPair[],
  path: string,
  options: ReadOptions = {},
): Promise<RawPair[]> {
  const lines = await readLines(path, options)
  if (lines.length !== pairs.length) throw countError(path, lines.length, pairs.length)
  const faults = createProblemList()
  const aligned = pairs.map((pair, index) => {
    const links = readLinks(lines[index] ?? '', pair)
    if (typeof links !== 'string') return { ...pair, alignment: links }
    faults.add({ path: `${path}:${index + 1}`, message: links })
    return pair
  })
  throwProblems(faults, 'A line holds links such as “0-0 1-2 2p3”: words of the source and the target, counted from 0.')
  return aligned
}

/** The links of a line, or what is wrong with it. */
function readLinks(line: string, { source, target }: RawPair): Alignment | string {
  const words = { source: countWords(source), target: countWords(target) }
  const [sure, possible]: [Link[], Link[]] = [[], []]
  for (const text of wordsOf(line)) {
    const [, from = '', kind, to = ''] = LINK.exec(text) ?? []
    if (kind === undefined) return `“${text.slice(0, 40)}” is no link`
    const link: Link = [Number(from), Number(to)]
    for (const [side, word] of [['source', link[0]] as const, ['target', link[1]] as const]) {
      const count = words[side]
      if (word >= count) return `“${text}” names word ${word} of a ${side} with ${count}, counted from 0`
    }
    possible.push(link)
    if (kind === '-') sure.push(link)
  }
  return { sure, possible }
}

function countWords(text: string): number {
  return wordsOf(text).length
}

function countError(path: string, lines: number, pairs: number) {
  const line = Math.min(lines, pairs) + 1
  return badData(path, `${path} has ${counted(lines, 'line')} for ${counted(pairs, 'pair')}`, {
    line,
    hint: 'Line n of the alignments must belong to pair n; a pair without links has an empty line.',
  })
}
