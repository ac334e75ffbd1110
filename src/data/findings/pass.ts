import type { Pace } from '../../shared/pace.ts'
import { type FindingColumns, SCORE_COLUMNS } from './columns.ts'
import { markRepeats } from './duplicates.ts'
import { type Surroundings, type Texts, isFound } from './finding.ts'
import { markLeaks } from './leaks.ts'
import { FEW_WORDS, NO_SOURCE, NO_SOURCE_LETTERS, NO_TARGET, NO_TARGET_LETTERS, createKeys } from './keys.ts'
import { LEAST_WORDS, type ReadRow, markNearDuplicates } from './near-duplicates.ts'
import { QUICK, type SetScore } from './pair-stats.ts'
import { PAIR_FINDINGS, flagOf } from './registry.ts'
import { ROWS_HELD, createRowStore } from './row-store.ts'
import { SCRIPT_COLUMN, createScriptCounts } from './script-counts.ts'
import { createSideStats, scanSide } from './side-stats.ts'
import { signPair } from './signature.ts'

export interface FindingsPass {
  /** Looks at the next pairs; rows are counted from 0 in the order in which they come. */
  add(pairs: readonly Texts[]): void
  readonly rows: number
  /**
   * Looks at all pairs together, when the last has come: duplicates, leakage, scripts. The pass is used up by it; scores
   * can be read until it is closed.
   * @param splits the split of each row, by place in SPLIT_NAMES
   * @param read gives the texts of a row back; asked for some percent of the rows
   * @throws aborted, by `pace`
   */
  finish(options: { readonly splits: Uint8Array; readonly read: ReadRow; readonly pace: Pace }): Promise<FoundInDataset>
  /** Deletes the files that hold what does not fit in memory. */
  close(): void
}

export interface FoundInDataset {
  readonly columns: FindingColumns
  readonly surroundings: Surroundings
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
 * Memory: some megabytes, and about 60 bytes a row when all pairs are looked at together.
 * @param path how the files begin that hold what it keeps of many rows; none are there
 */
export function createFindingsPass(path: string): FindingsPass {
  const keys = createRowStore(createKeys(), `${path}-keys`)
  const scores = createRowStore(
    Object.fromEntries(SCORE_COLUMNS.map(({ name }) => [name, new Float32Array(ROWS_HELD)])),
    `${path}-scores`,
  )
  const latest = keys.latest
  const latestScores = SCORE_COLUMNS.map(({ name }) => scores.latest[name] ?? NOWHERE)
  const scripts = createScriptCounts()
  const [source, target] = [createSideStats(), createSideStats()]

  let [least, greatest] = [0, 0]
  const set: SetScore = (low, high) => {
    least = low
    greatest = high
  }

  /** Judges what has been seen of one pair. */
  const judge = (pair: Texts, at: number): number => {
    let flags = 0
    for (const { finding, quick, flag, leastColumn, greatestColumn } of JUDGED) {
      if (quick) quick(pair, source, target, set)
      else [least, greatest] = finding.measure(pair, UNKNOWN)
      if (isFound(finding.limits, least, greatest)) flags |= flag
      if (leastColumn !== -1) (latestScores[leastColumn] ?? NOWHERE)[at] = least
      if (greatestColumn !== -1) (latestScores[greatestColumn] ?? NOWHERE)[at] = greatest
    }
    return flags
  }

  return {
    get rows() {
      return keys.rows
    },
    add(pairs) {
      for (const pair of pairs) {
        const row = keys.rows
        const at = keys.next()
        scores.next()
        scanSide(pair.source, source)
        scanSide(pair.target, target)
        latest.flags[at] = judge(pair, at)
        latest.source0[at] = source.hash0
        latest.source1[at] = source.hash1
        latest.target0[at] = target.hash0
        latest.target1[at] = target.hash1
        latest.sourceLetters0[at] = source.letters0
        latest.sourceLetters1[at] = source.letters1
        latest.targetLetters0[at] = target.letters0
        latest.targetLetters1[at] = target.letters1
        latest.without[at] =
          (pair.source === '' ? NO_SOURCE : 0) |
          (pair.target === '' ? NO_TARGET : 0) |
          (source.letterCount === 0 ? NO_SOURCE_LETTERS : 0) |
          (target.letterCount === 0 ? NO_TARGET_LETTERS : 0) |
          (source.words + target.words < LEAST_WORDS ? FEW_WORDS : 0)
        signPair(source, target, latest.signatures, at)
        scripts.count(row, source, target)
      }
    },
    async finish({ splits, read, pace }) {
      const flags = keys.column('flags')
      const marks = { flags, original: new Int32Array(flags.length).fill(-1) }
      const own = scripts.finish(flags)
      await markRepeats(keys.column, marks, pace)
      await markLeaks(keys.column, flags, splits, pace)
      await markNearDuplicates(keys.column, marks, read, pace)
      const score = (place: number): Float32Array =>
        place === SCRIPT_COLUMN ? own.scores : scores.column(SCORE_COLUMNS[place]?.name ?? '')
      return { columns: { ...marks, score }, surroundings: { scripts: own.scripts } }
    },
    close() {
      keys.close()
      scores.close()
    },
  }
}

const NOWHERE = new Float32Array(0)
