import { counted } from '../shared/counted.ts'
import { SaccadeError } from '../shared/errors.ts'
import { readLineGroups } from './read-lines.ts'

/** Lines of two files; line n of one belongs to line n of the other. */
export interface LinePairs {
  readonly sources: string[]
  readonly targets: string[]
}

export interface PairedFiles {
  /** How many pairs there are; null where standard input is one of the two. */
  readonly count: number | null
  /** In order, a few together. */
  readonly groups: AsyncGenerator<LinePairs>
}

/**
 * Two files line by line; one of them may be standard input, `-`. Never holds more than a few lines. Where both are
 * files, their lines are counted first, so that nothing is done with pairs that do not belong together, and groups have
 * at least `atLeast` pairs but for the last.
 * @throws bad-data when the counts differ or a file cannot be read, bad-usage when both are standard input
 */
export async function readPairs(source: string, target: string, atLeast = 1): Promise<PairedFiles> {
  if (source === '-' && target === '-') {
    throw new SaccadeError('bad-usage', '--source and --target are both standard input', {
      hint: 'Name a file for one of them.',
    })
  }
  // Standard input leads: where somebody types, each line is answered.
  const groups = target === '-' ? swapped(pairUp(target, source)) : pairUp(source, target)
  if (source === '-' || target === '-') return { count: null, groups }
  const [sources, targets] = [await countLines(source), await countLines(target)]
  if (sources !== targets) throw unequal([source, sources], [target, targets])
  return { count: sources, groups: merged(groups, atLeast) }
}

/** Groups as `first` gives them, with as many lines of `second`. */
async function* pairUp(first: string, second: string): AsyncGenerator<LinePairs> {
  const rest = lineTaker(second)
  let firsts = 0
  let seconds = 0
  for await (const sources of readLineGroups(first)) {
    const targets = await rest(sources.length)
    firsts += sources.length
    seconds += targets.length
    if (seconds === firsts) yield { sources, targets }
  }
  for (let more = await rest(1); more.length > 0; more = await rest(1)) seconds++
  if (firsts !== seconds) throw unequal([first, firsts], [second, seconds])
}

async function* swapped(pairs: AsyncGenerator<LinePairs>): AsyncGenerator<LinePairs> {
  for await (const { sources, targets } of pairs) yield { sources: targets, targets: sources }
}

async function* merged(groups: AsyncGenerator<LinePairs>, atLeast: number): AsyncGenerator<LinePairs> {
  let some: LinePairs = { sources: [], targets: [] }
  for await (const { sources, targets } of groups) {
    some = { sources: some.sources.concat(sources), targets: some.targets.concat(targets) }
    if (some.sources.length < atLeast) continue
    yield some
    some = { sources: [], targets: [] }
  }
  if (some.sources.length > 0) yield some
}

/** The next so many lines of a file, fewer where it ends. */
function lineTaker(input: string): (count: number) => Promise<string[]> {
  const groups = readLineGroups(input)
  let waiting: string[] = []
  return async (count) => {
    while (waiting.length < count) {
      const next = await groups.next()
      if (next.done) break
      waiting = waiting.concat(next.value)
    }
    return waiting.splice(0, count)
  }
}

async function countLines(input: string): Promise<number> {
  let count = 0
  for await (const lines of readLineGroups(input)) count += lines.length
  return count
}

type Counted = readonly [input: string, lines: number]

function unequal(...files: readonly [Counted, Counted]): SaccadeError {
  const [first, second] = files.map(
    ([input, lines]) => `${input === '-' ? 'standard input' : input} has ${counted(lines, 'line')}`,
  )
  return new SaccadeError('bad-data', `${first} and ${second}: line n of one must belong to line n of the other`)
}
