import type { FindingDescription, FindingSpans, Limits } from '../../shared/datasets/finding.ts'

/** The two texts of a pair. */
export interface Texts {
  readonly source: string
  readonly target: string
}

/** What is known of the whole dataset when a pair is looked at. */
export interface Surroundings {
  /** The scripts that each side is written in, as Unicode names them, such as `Latin`. */
  readonly scripts: { readonly source: readonly string[]; readonly target: readonly string[] }
}

/** The least and the greatest score of a pair: the same number twice where the pair has one, else those of its sides. */
export type Score = readonly [least: number, greatest: number]

interface Common extends FindingDescription {
  /** What to highlight; empty where the pair is not marked, or all of it is meant. */
  spans(pair: Texts, surroundings: Surroundings): FindingSpans
}

/** A finding that a single pair can show. */
export interface PairFinding extends Common {
  readonly scope: 'pair'
  /** The definition, plainly. What has to be quick about it is in pair-stats.ts; a test holds the two to be the same. */
  measure(pair: Texts, surroundings: Surroundings): Score
  /** The text as it should have been; with a fix of the kind `repair`. */
  repair?(text: string): string
}

/** A finding that only all pairs together show, such as duplicates. */
export interface DatasetFinding extends Common {
  readonly scope: 'dataset'
}

export type Finding = PairFinding | DatasetFinding

/** Whether scores mark a pair. */
export function isFound(limits: Limits, least: number, greatest: number): boolean {
  return (
    (limits.below !== undefined && least < limits.below) ||
    (limits.from !== undefined && greatest >= limits.from) ||
    (limits.above !== undefined && greatest > limits.above)
  )
}

/** The score of what is so or not. */
export function yes(found: boolean): Score {
  return found ? [1, 1] : [0, 0]
}

/** The limits of what is so or not. */
export const IF_SO: Limits = { from: 1 }

/** The score of a pair whose sides are measured one by one. */
export function ofSides({ source, target }: Texts, measure: (text: string) => number): Score {
  const [a, b] = [measure(source), measure(target)]
  return [Math.min(a, b), Math.max(a, b)]
}

export const NO_SPANS: FindingSpans = { source: [], target: [] }

/** Spans that are looked for in each side by itself. */
export function spansOfSides({ source, target }: Texts, find: (text: string) => FindingSpans['source']): FindingSpans {
  return { source: find(source), target: find(target) }
}

/** Where an expression with the flag g matches. */
export function matchSpans(text: string, expression: RegExp): FindingSpans['source'] {
  return Array.from(text.matchAll(expression), (match) => [match.index, match.index + match[0].length] as const)
}
