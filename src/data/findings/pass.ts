import type { Pace } from '../pace.ts'
import { type FindingColumns, SCORE_COLUMNS, createColumns, firstRows, growColumns } from './columns.ts'
import { markRepeats } from './duplicates.ts'
import { type Surroundings, type Texts, isFound } from './finding.ts'
import { type Leak, markLeaks } from './leaks.ts'
import { FEW_WORDS, NO_SOURCE, NO_SOURCE_LETTERS, NO_TARGET, NO_TARGET_LETTERS, createKeys, growKeys } from './keys.ts'
import { LEAST_WORDS, type ReadRow, markNearDuplicates } from './near-duplicates.ts'
import { QUICK, type SetScore } from './pair-stats.ts'
import { PAIR_FINDINGS, flagOf } from './registry.ts'
import { createScriptCounts } from './script-counts.ts'
import { createSideStats, scanSide } from './side-stats.ts'
import { signPair } from './signature.ts'

/** Rows that the first arrays have room for. */
const FIRST_ROOM = 1 << 10

export interface FindingsPass {
  /** Looks at the next pairs; rows are counted from 0 in the order in which they come. */
  add(pairs: readonly Texts[]): void
  readonly rows: number
  /**
   * Looks at all pairs together, when the last has come: duplicates, leakage, scripts. The pass is used up by it.
   * @param splits the split of each row, by place in SPLIT_NAMES
   * @param read gives the texts of a row back; asked for some percent of the rows
   * @throws aborted, by `pace`
   */
  finish(options: { readonly splits: Uint8Array; readonly read: ReadRow; readonly pace: Pace }): Promise<FoundInDataset>
}

export interface FoundInDataset {
  readonly columns: FindingColumns
  readonly surroundings: Surroundings
  readonly leaks: readonly Leak[]
}

/** How the score of a finding becomes a flag and columns. */
const JUDGED = PAIR_FINDINGS.map((finding) => ({
  finding,
  quick: QUICK[finding.id],
  flag: flagOf(finding.id),
  leastColumn: SCORE_COLUMNS.findIndex((column) => column.finding === finding.id && column.end === 'least'),
  greatestColumn: SCORE_COLUMNS.findIndex((column) => column.finding === finding.id && column.end === 'greatest'),
})).filter(({ finding }) => finding.id !== 'CharacterScoreFilter') // known only when all letters were counted

/** Nothing is known of the whole before its end; only CharacterScoreFilter asks. */
const UNKNOWN: Surroundings = { scripts: { source: [], target: [] } }

/**
 * One look at every pair of a dataset, which gives all findings, and the scores that are kept of each row.
 * Memory: about 110 bytes a row.
 */
export function createFindingsPass(): FindingsPass {
  const columns = createColumns(FIRST_ROOM)
  const keys = createKeys(FIRST_ROOM)
  let room = FIRST_ROOM
  let rows = 0
  const scripts = createScriptCounts()
  const [source, target] = [createSideStats(), createSideStats()]

  let [least, greatest] = [0, 0]
  const set: SetScore = (low, high) => {
    least = low
    greatest = high
  }

  /** Judges what has been seen of one pair. */
  const judge = (pair: Texts, row: number): number => {
    let flags = 0
    for (const { finding, quick, flag, leastColumn, greatestColumn } of JUDGED) {
      if (quick) quick(pair, source, target, set)
      else [least, greatest] = finding.measure(pair, UNKNOWN)
      if (isFound(finding.limits, least, greatest)) flags |= flag
      if (leastColumn !== -1) (columns.scores[leastColumn] ?? NOWHERE)[row] = least
      if (greatestColumn !== -1) (columns.scores[greatestColumn] ?? NOWHERE)[row] = greatest
    }
    return flags
  }

  return {
    get rows() {
      return rows
    },
    add(pairs) {
      if (rows + pairs.length > room) {
        room = Math.max(Math.ceil(room * 1.5), rows + pairs.length)
        growColumns(columns, room)
        growKeys(keys, room)
      }
      for (const pair of pairs) {
        scanSide(pair.source, source)
        scanSide(pair.target, target)
        columns.flags[rows] = judge(pair, rows)
        columns.original[rows] = -1
        keys.source0[rows] = source.hash0
        keys.source1[rows] = source.hash1
        keys.target0[rows] = target.hash0
        keys.target1[rows] = target.hash1
        keys.sourceLetters0[rows] = source.letters0
        keys.sourceLetters1[rows] = source.letters1
        keys.targetLetters0[rows] = target.letters0
        keys.targetLetters1[rows] = target.letters1
        keys.without[rows] =
          (pair.source === '' ? NO_SOURCE : 0) |
          (pair.target === '' ? NO_TARGET : 0) |
          (source.letterCount === 0 ? NO_SOURCE_LETTERS : 0) |
          (target.letterCount === 0 ? NO_TARGET_LETTERS : 0) |
          (source.words + target.words < LEAST_WORDS ? FEW_WORDS : 0)
        signPair(source, target, keys.signatures, rows)
        scripts.count(rows, source, target)
        rows++
      }
    },
    async finish({ splits, read, pace }) {
      const own = scripts.finish(rows, columns)
      await markRepeats(rows, keys, columns, pace)
      const leaks = await markLeaks(rows, keys, columns.flags, splits, pace)
      await markNearDuplicates(rows, keys, columns, read, pace)
      return { columns: firstRows(columns, rows), surroundings: { scripts: own }, leaks }
    },
  }
}

const NOWHERE = new Float32Array(0)
