import { counted } from '../../shared/counted.ts'
import type { ReadingOf } from '../../shared/datasets/reading.ts'
import { isBlank } from '../../shared/white-space.ts'
import type { Pair, PairBatch } from '../pair.ts'
import type { RawPair } from '../types.ts'
import { nameOf } from './bytes.ts'
import { badData } from './problems.ts'
import { type PairFile, type ReadContext, defineReader } from './reader.ts'
import { type Lines, type ReadOptions, readNumberedLines } from './text.ts'
import { trainingPairs } from './training.ts'

/** Two files of equal line count, line n of one belonging to line n of the other. */
export const mosesReader = defineReader('moses', readMosesPairs)

/**
 * The pairs of two files for training.
 * @throws bad-data when a file cannot be read, the line counts differ, or a line is empty
 */
export function readMoses(sourcePath: string, targetPath: string, options: ReadOptions = {}): Promise<RawPair[]> {
  return trainingPairs(
    { path: sourcePath, targets: targetPath },
    mosesReader,
    { format: 'moses', encoding: 'utf-8' },
    options,
  )
}

async function* readMosesPairs(
  { path, targets }: PairFile,
  { encoding }: ReadingOf<'moses'>,
  context: ReadContext,
): AsyncGenerator<PairBatch> {
  const { signal, onBytes, faults } = context
  if (targets === undefined) {
    throw badData(nameOf(path), `${nameOf(path)} has no partner: a pair of text files is two files`, {
      hint: 'Give the file with the targets too, or choose another format.',
    })
  }
  const options = { signal, onBytes, encoding }
  const ofTargets = { ...options, onBytes: (bytes: Uint8Array) => onBytes?.(bytes, 1) }
  const sides = [
    lineQueue(readNumberedLines(path, faults, options)),
    lineQueue(readNumberedLines(targets, faults, ofTargets)),
  ] as const
  const [sources, translations] = sides
  const names = [nameOf(path), nameOf(targets)] as const
  try {
    for (;;) {
      const some = Math.min(await sources.available(), await translations.available())
      if (some === 0) break
      const pairs: Pair[] = []
      for (let i = 0; i < some; i++) {
        const pair = pairOf(sources.next(), translations.next(), sources.taken(), names, context)
        if (pair) pairs.push(pair)
      }
      yield faults.found ? [] : pairs
    }
    await compareCounts(sides, names)
  } finally {
    await Promise.all(sides.map((side) => side.close()))
  }
}

/** A line that is no text was told of already; its partner goes with it. */
function pairOf(
  source: string | null,
  target: string | null,
  place: number,
  names: readonly [string, string],
  { emptySides, faults }: ReadContext,
): Pair | null {
  if (source === null || target === null) return null
  if (!emptySides) {
    const empty = [source, target].flatMap((text, side) => (isBlank(text) ? [`${names[side] ?? ''}:${place}`] : []))
    const hint = 'Remove the empty lines together with their partners in the other file.'
    for (const line of empty) faults.add('empty', { path: line, message: 'the line is empty' }, hint)
    if (empty.length > 0) return null
  }
  return { source, target, split: null, place }
}

interface LineQueue {
  /** How many lines can be taken; 0 at the end. */
  readonly available: () => Promise<number>
  readonly next: () => string | null
  /** How many were taken. */
  readonly taken: () => number
  readonly close: () => Promise<unknown>
}

function lineQueue(lines: AsyncGenerator<Lines>): LineQueue {
  let batch: Lines['lines'] = []
  let at = 0
  let taken = 0
  return {
    async available() {
      while (at === batch.length) {
        const next = await lines.next()
        if (next.done === true) return 0
        batch = next.value.lines
        at = 0
      }
      return batch.length - at
    },
    next() {
      taken++
      return batch[at++] ?? null
    },
    taken: () => taken,
    close: () => lines.return(undefined),
  }
}

/** @throws bad-data naming the first line without a partner */
async function compareCounts(sides: readonly LineQueue[], names: readonly string[]): Promise<void> {
  const counts = await Promise.all(sides.map(countAll))
  const [sources = 0, targets = 0] = counts
  if (sources === targets) return
  const order = sources < targets ? [0, 1] : [1, 0]
  const [short = 0, long = 0] = order.map((side) => counts[side])
  const [shortName = '', longName = ''] = order.map((side) => names[side])
  throw badData(
    longName,
    `${longName}:${short + 1} has no partner: ${longName} has ${counted(long, 'line')}, ${shortName} has ${counted(short, 'line')}`,
    {
      line: short + 1,
      hint: 'Line n of one file must belong to line n of the other; look for a lost or doubled line.',
    },
  )
}

async function countAll(side: LineQueue): Promise<number> {
  for (let some = await side.available(); some > 0; some = await side.available()) {
    for (let i = 0; i < some; i++) side.next()
  }
  return side.taken()
}
