import { NO_SCRIPT } from './class-table.ts'
import { SCORE_COLUMNS, grow } from './columns.ts'
import { isFound, type Surroundings } from './finding.ts'
import { findingOf, flagOf } from './registry.ts'
import { SCRIPTS, ownScripts } from './scripts.ts'
import type { SideStats } from './side-stats.ts'

const ID = 'CharacterScoreFilter'
/** The place of the scores in SCORE_COLUMNS. */
export const SCRIPT_COLUMN = SCORE_COLUMNS.findIndex(({ finding }) => finding === ID)

/** A side in several scripts, of which the counts are listed. */
const SEVERAL = 255
/** A side without letters. */
const NONE = 254

/** Keeps which scripts each row is written in until the last row tells which the dataset is written in. */
export interface ScriptCounts {
  count(row: number, source: SideStats, target: SideStats): void
  /** Scores every row and marks those found. */
  finish(flags: Uint32Array): { readonly scripts: Surroundings['scripts']; readonly scores: Float32Array }
}

export function createScriptCounts(): ScriptCounts {
  const sides = [createSideCounts(), createSideCounts()] as const
  return {
    count(row, source, target) {
      sides[0].count(row, source)
      sides[1].count(row, target)
    },
    finish(flags) {
      const rows = flags.length
      const scores = new Float32Array(rows).fill(1)
      const [source, target] = [sides[0].finish(rows, scores), sides[1].finish(rows, scores)]
      const limits = findingOf(ID)?.limits ?? {}
      const flag = flagOf(ID)
      for (let row = 0; row < rows; row++) {
        const score = scores[row] ?? 1
        if (isFound(limits, score, score)) flags[row] = ((flags[row] ?? 0) | flag) >>> 0
      }
      return { scripts: { source, target }, scores }
    },
  }
}

function createSideCounts() {
  const totals = new Float64Array(SCRIPTS.length + 1)
  let only = new Uint8Array(1 << 14) // per row: its one script, or SEVERAL, or NONE
  let listed = new Int32Array(1 << 12) // row, number of scripts, then script and count of each
  let end = 0
  return {
    count(row: number, side: SideStats) {
      if (row >= only.length) only = grow(Uint8Array, Math.ceil(row * 1.5), only)
      if (side.onlyScript !== -1) {
        only[row] = side.alphabetic === 0 ? NONE : side.onlyScript
        if (side.alphabetic > 0) totals[side.onlyScript] = (totals[side.onlyScript] ?? 0) + side.alphabetic
        return
      }
      only[row] = SEVERAL
      if (end + 2 * SCRIPTS.length + 4 > listed.length) listed = grow(Int32Array, listed.length * 2, listed)
      listed[end] = row
      const begin = end
      end += 2
      for (let script = 0; script <= SCRIPTS.length; script++) {
        const count = side.scripts[script] ?? 0
        if (count === 0) continue
        totals[script] = (totals[script] ?? 0) + count
        listed[end++] = script
        listed[end++] = count
      }
      listed[begin + 1] = (end - begin - 2) / 2
    },
    /** Lowers each row's score to the share of letters that are of the side's own scripts. */
    finish(rows: number, scores: Float32Array): readonly string[] {
      const letters = totals.reduce((sum, count) => sum + count, 0)
      const own = ownScripts(totals, letters)
      const isOwn = Uint8Array.from({ length: NO_SCRIPT + 1 }, (_, script) =>
        own.includes(SCRIPTS[script] ?? '') ? 1 : 0,
      )
      for (let row = 0; row < rows; row++) {
        const script = only[row] ?? NONE
        if (script < NONE && isOwn[script] === 0) scores[row] = 0
      }
      for (let i = 0; i < end;) {
        const [row, scripts] = [listed[i] ?? 0, listed[i + 1] ?? 0]
        i += 2
        let [inOwn, all] = [0, 0]
        for (let k = 0; k < scripts; k++, i += 2) {
          const count = listed[i + 1] ?? 0
          all += count
          if (isOwn[listed[i] ?? 0] === 1) inOwn += count
        }
        scores[row] = Math.min(scores[row] ?? 1, inOwn / all)
      }
      return own
    },
  }
}
