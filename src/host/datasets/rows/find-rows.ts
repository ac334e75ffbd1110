import { isAscii } from 'node:buffer'
import type { OpenFolder } from '../../../data/folder/reader.ts'
import type { TrigramIndex } from '../../storage/trigram-index.ts'
import { type RowMask, breathe, rowsOf } from '../../../data/rows/select-rows.ts'
import type { TextMatch } from './text-match.ts'

/** Finds the rows of a selection as they are wanted: first ones at once, all of them when they are counted. */
export interface RowFinder {
  /** What has been found so far, ascending. */
  readonly rows: ArrayLike<number>
  readonly done: boolean
  /** Goes on until there are so many rows, or all have been looked at. @throws aborted */
  need(count: number, signal?: AbortSignal): Promise<void>
}

/** Rows are looked at in growing bites: a first hit is there soon, and the last not much later. */
const FIRST_BITE = 512
const BITE = 16_384

/** The rows of a mask, which are known. */
export function knownRows(mask: RowMask): RowFinder {
  return { rows: rowsOf(mask), done: true, need: () => Promise.resolve() }
}

/** All rows. */
export function allRows(pairs: number): RowFinder {
  return { rows: Uint32Array.from({ length: pairs }, (_, row) => row), done: true, need: () => Promise.resolve() }
}

interface SearchParts {
  readonly folder: OpenFolder
  /** Null while it is not there. */
  readonly index: TrigramIndex | null
  readonly match: TextMatch
  /** Rows that are meant; null for all. */
  readonly mask: RowMask | null
}

/** The rows that hold a text. */
export function searchRows({ folder, index, match, mask }: SearchParts): RowFinder {
  const rows: number[] = []
  const candidates =
    index && match.trigrams.length > 0 ? byIndex(index, match.trigrams, folder.pairs) : byNumber(folder.pairs)
  let done = false
  let bite = FIRST_BITE
  let working: Promise<void> = Promise.resolve()

  function step(): void {
    const { rows: some, end } = candidates(bite)
    const meant = mask ? some.filter((row) => mask[row] === 1) : some
    folder.bytes(meant, (row, block, source, target, last) => {
      const cut = target - source - 1
      const hit = isAscii(block.subarray(source, last))
        ? match.isPlainHit(block.toString('latin1', source, last), cut)
        : isHit(block, source, target, last)
      if (hit) rows.push(row)
    })
    bite = Math.min(BITE, bite * 4)
    done = end
  }

  function isHit(block: Buffer, source: number, target: number, last: number): boolean {
    const left = block.toString('utf8', source, target - 1)
    return match.isHit(`${left}\n${block.toString('utf8', target, last)}`, left.length)
  }

  return {
    rows,
    get done() {
      return done
    },
    need(count, signal) {
      const go = async (): Promise<void> => {
        while (!done && rows.length < count) {
          step()
          await breathe(signal)
        }
      }
      // Who comes later goes on where the one before has left off, be it that it gave up.
      working = working.then(go, go)
      return working
    },
  }
}

type Candidates = (most: number) => { readonly rows: number[]; readonly end: boolean }

function byIndex(index: TrigramIndex, trigrams: readonly string[], pairs: number): Candidates {
  let from = 0
  let instead: Candidates | null = null
  return (most) => {
    if (instead) return instead(most)
    try {
      const rows = index.find(trigrams, from, most)
      from = (rows.at(-1) ?? 0) + 1
      return { rows, end: rows.length < most }
    } catch {
      // It only makes the search quicker: where it is broken, every row is looked at.
      instead = byNumber(pairs, from)
      return instead(most)
    }
  }
}

function byNumber(pairs: number, from = 0): Candidates {
  return (most) => {
    const rows = Array.from({ length: Math.min(most, pairs - from) }, (_, at) => from + at)
    from += rows.length
    return { rows, end: from >= pairs }
  }
}
