import type { Alignment } from '../contract/attention.ts'
import type { Ratio } from '../ratio.ts'
import { argmaxLinks } from './alignment.ts'
import type { Cell, GoldLink } from './cell.ts'
import type { Plane } from './plane.ts'
import { type TokenCounts, tokenCounts } from './tokens.ts'
import type { AttentionWeights } from './weights.ts'

/** Cells to outline: the gold links that lie inside the map. Sure ones are drawn solid, the others dotted. */
export function goldCells(alignment: Alignment | null, plane: Pick<Plane, 'source' | 'target'>): GoldLink[] {
  if (!alignment) return []
  const { sure, possible } = linkSets(alignment)
  return [...possible]
    .map((key) => ({ ...cellOf(key), sure: sure.has(key) }))
    .filter(({ s, t }) => s < plane.source.length && t < plane.target.length)
}

/** A link of a hard alignment, and what the gold alignment says to it. */
export interface JudgedLink extends Cell {
  readonly gold: 'sure' | 'possible' | 'wrong'
}

export interface HardAlignment {
  /** The largest weight of each target token's row; see {@link argmaxLinks}. */
  readonly links: readonly JudgedLink[]
  /** The sure links of the gold alignment that are not among them. */
  readonly missed: readonly Cell[]
}

/** The hard alignment of a map held against the gold one: what its alignment error rate counts. */
export function judgeLinks(plane: Plane, alignment: Alignment): HardAlignment {
  const { sure, possible } = linkSets(alignment)
  const found = new Set<number>()
  const weights = { rows: plane.target.length, columns: plane.source.length, weights: plane.weights }
  const links = argmaxLinks(weights, tokenCounts(plane)).map(([s, t]): JudgedLink => {
    const key = keyOf(s, t)
    found.add(key)
    return { s, t, gold: sure.has(key) ? 'sure' : possible.has(key) ? 'possible' : 'wrong' }
  })
  return { links, missed: [...sure].filter((key) => !found.has(key)).map(cellOf) }
}

/**
 * How much of their attention the target tokens give to where the gold alignment has them look, sure or possible, out of the
 * tokens that have a link. Unlike the alignment error it tells a head that is unsure from one that is wrong.
 */
export function goldAgreement({ columns, weights }: AttentionWeights, gold: Alignment, tokens: TokenCounts): Ratio {
  const inside = [...linkSets(gold).possible].map(cellOf).filter(({ s, t }) => s < tokens.source && t < tokens.target)
  const numerator = inside.reduce((sum, { s, t }) => sum + (weights[t * columns + s] ?? NaN), 0)
  return { numerator, denominator: new Set(inside.map(({ t }) => t)).size }
}

interface LinkSets {
  readonly sure: ReadonlySet<number>
  readonly possible: ReadonlySet<number>
}

/** The maps of a sentence all have one alignment. */
const known = new WeakMap<Alignment, LinkSets>()

/** Links as numbers, each once; sure ones are possible ones too. */
function linkSets(alignment: Alignment): LinkSets {
  const before = known.get(alignment)
  if (before) return before
  const keys = (links: Alignment['sure']) => links.map(([source, target]) => keyOf(source, target))
  const { sure, possible } = alignment
  const sets = { sure: new Set(keys(sure)), possible: new Set([...keys(possible), ...keys(sure)]) }
  known.set(alignment, sets)
  return sets
}

/** More than any sentence has tokens. */
const STRIDE = 2 ** 24
const keyOf = (s: number, t: number) => s * STRIDE + t
const cellOf = (key: number): Cell => ({ s: Math.floor(key / STRIDE), t: key % STRIDE })
