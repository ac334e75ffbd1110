import type { Limits } from '../../shared/datasets/finding.ts'
import type { ChosenFix, FixPlan } from '../../shared/datasets/fixing.ts'
import type { SplitName } from '../../shared/datasets/splits.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { SCORE_COLUMNS } from './columns.ts'
import { type Finding, type Texts, isFound } from './finding.ts'
import { FINDINGS, findingOf } from './registry.ts'

/** What fixes look at: a dataset whose rows come one after the other. */
export interface FixedDataset {
  /** The ids of its findings, in the order of the bits of its flags. */
  readonly findings: readonly string[]
  flags(row: number): number
  /** The earlier row that a duplicate repeats; −1 of all others. */
  original(row: number): number
  /** A score by the name of its column; undefined where the dataset has no such column. */
  score(column: string, row: number): number | undefined
}

/** Says row by row what becomes of it. */
export interface Fixer {
  /** The texts as they are kept, and the findings for which the row goes instead. Rows come in order. */
  next(row: number, texts: Texts, split: SplitName): { readonly texts: Texts; readonly reasons: readonly string[] }
  /** What became of all rows so far. */
  /** @param outside pairs that are left out without being asked about */
  plan(outside?: number): FixPlan
}

interface Dropping {
  readonly finding: string
  drops(row: number, texts: Texts, split: SplitName): boolean
  /** Told of a row that stays, which may stand for those that repeat it. */
  stays?(row: number, texts: Texts): void
  /** Told of a row in whose place one stays that it repeats. */
  replaced?(row: number): void
}

/**
 * Every fix looks at the dataset as it is: what one finds does not depend on the others. Only of what repeats, one stays
 * that no other fix leaves out.
 * @throws bad-usage where there is no such finding or score
 */
export function createFixer(fixes: readonly ChosenFix[], dataset: FixedDataset): Fixer {
  const chosen = fixes.map((fix) => ({ fix, finding: known(fix.finding) }))
  for (const { fix, finding } of chosen)
    if (fix.threshold !== undefined && !finding.score) throw withoutScore(finding.id)
  const droppings = chosen.flatMap(({ fix, finding }) =>
    finding.fix.kind === 'repair' ? [] : [droppingOf(finding, fix.threshold, dataset)],
  )
  const repairs = chosen.flatMap(({ finding }) =>
    finding.scope === 'pair' && finding.fix.kind === 'repair' && finding.repair
      ? [{ finding: finding.id, repair: finding.repair }]
      : [],
  )
  const counts = new Map(chosen.map(({ finding: { id } }) => [id, { finding: id, rows: 0, only: 0 }]))
  const count = (reasons: readonly string[]): void => {
    for (const id of reasons) {
      const counted = counts.get(id)
      if (!counted) continue
      counted.rows++
      if (reasons.length === 1) counted.only++
    }
  }
  let [kept, changed, dropped] = [0, 0, 0]
  return {
    next(row, texts, split) {
      const reasons = droppings.filter(({ drops }) => drops(row, texts, split)).map(({ finding }) => finding)
      if (reasons.length > 0) {
        dropped++
        count(reasons)
        // What repeats it is repeated by what stays in its place.
        if (reasons.some((id) => known(id).group === 'Duplicates'))
          for (const { replaced } of droppings) replaced?.(row)
        return { texts, reasons }
      }
      kept++
      for (const { stays } of droppings) stays?.(row, texts)
      const repaired = { ...texts }
      const mended = repairs.filter(({ repair }) => {
        const [source, target] = [repair(repaired.source), repair(repaired.target)]
        const differs = source !== repaired.source || target !== repaired.target
        Object.assign(repaired, { source, target })
        return differs
      })
      if (mended.length > 0) changed++
      count(mended.map(({ finding }) => finding))
      return { texts: repaired, reasons: [] }
    },
    plan: (outside = 0) => ({
      pairs: kept + dropped + outside,
      kept,
      dropped: dropped + outside,
      outside,
      changed,
      fixes: [...counts.values()],
    }),
  }
}

function droppingOf(finding: Finding, threshold: number | undefined, dataset: FixedDataset): Dropping {
  const { id, fix } = finding
  const isMarked = threshold === undefined ? byFlag(id, dataset) : byScore(finding, threshold, dataset)
  if (id === 'same-source') return { finding: id, ...keepingFirst(isMarked, ({ source }) => source) }
  if (id === 'same-target') return { finding: id, ...keepingFirst(isMarked, ({ target }) => target) }
  if (fix.kind === 'drop-repeats') return { finding: id, ...keepingOne(isMarked, dataset) }
  if (fix.kind === 'drop-training') return { finding: id, drops: (row, _, split) => split === 'train' && isMarked(row) }
  return { finding: id, drops: isMarked }
}

type Marked = (row: number) => boolean

/** A duplicate goes while the row that it repeats stays; else it stays in that row's place. */
function keepingOne(isMarked: Marked, { original }: FixedDataset): Omit<Dropping, 'finding'> {
  const stands = new Set<number>() // rows that stay or have one in their place
  return {
    drops: (row) => isMarked(row) && stands.has(original(row)),
    stays: (row) => {
      stands.add(row)
      if (isMarked(row)) stands.add(original(row))
    },
    replaced: (row) => void stands.add(row),
  }
}

/** Of the marked rows with one text, the first that stays is kept. */
function keepingFirst(isMarked: Marked, textOf: (texts: Texts) => string): Omit<Dropping, 'finding'> {
  const stands = new Set<string>()
  return {
    drops: (row, texts) => isMarked(row) && stands.has(textOf(texts)),
    stays: (row, texts) => {
      if (isMarked(row)) stands.add(textOf(texts))
    },
  }
}

function byFlag(id: string, { findings, flags }: FixedDataset): Marked {
  const bit = findings.indexOf(id)
  if (bit === -1) throw lacking(id)
  return (row) => ((flags(row) >>> bit) & 1) === 1
}

/** Limits with another threshold: of two limits, the upper one. */
export function limitsFrom(limits: Limits, threshold: number): Limits {
  if (limits.above !== undefined) return { ...limits, above: threshold }
  return limits.from !== undefined ? { from: threshold } : { below: threshold }
}

function byScore({ id, limits }: Finding, threshold: number, dataset: FixedDataset): Marked {
  const columns = SCORE_COLUMNS.filter(({ finding }) => finding === id)
  const nameOf = (end: 'least' | 'greatest') => (columns.find((column) => column.end === end) ?? columns[0])?.name ?? ''
  const [least, greatest] = [nameOf('least'), nameOf('greatest')]
  if (dataset.score(least, 0) === undefined) throw lacking(id)
  const { below, from, above } = limitsFrom(limits, threshold)
  const rounded = {
    ...(below !== undefined && { below: Math.fround(below) }),
    ...(from !== undefined && { from: Math.fround(from) }),
    ...(above !== undefined && { above: Math.fround(above) }),
  }
  return (row) => isFound(rounded, dataset.score(least, row) ?? 0, dataset.score(greatest, row) ?? 0)
}

function withoutScore(id: string): SaccadeError {
  return new SaccadeError('bad-usage', `${id} has no score, so there is no threshold to choose`, {
    hint: 'Leave `threshold` out.',
  })
}

function known(id: string): Finding {
  const finding = findingOf(id)
  if (finding) return finding
  throw new SaccadeError('bad-usage', `There is no finding ${id}`, {
    hint: `There are ${FINDINGS.map((one) => one.id).join(', ')}.`,
  })
}

function lacking(id: string): SaccadeError {
  return new SaccadeError('bad-usage', `The dataset was imported before there was ${id}`, {
    hint: 'Import its files again.',
  })
}
