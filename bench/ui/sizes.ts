import type { KeptMapsShape } from './kept-maps.ts'

/** How much there is of each history. The quick ones show that the bench works, and nothing about speed. */
export interface Sizes {
  /** H1: many short runs. */
  readonly many: { readonly runs: number; readonly steps: number }
  /** H2: few long runs with rare spikes of one step. */
  readonly long: { readonly runs: number; readonly steps: number }
  readonly groups: { readonly groups: number; readonly members: number; readonly steps: number }
  /** A list alone, a few values a run. */
  readonly list: number
  /** Of the sweep: how many rates are drawn for each of 40 combinations; some of the latter are left out. */
  readonly sweepDraws: number
  readonly cursor: { readonly runs: number; readonly charts: number; readonly steps: number; readonly moves: number }
  /** Of the maps: those scrubbed, the large ones, the one huge one, and many at once. */
  readonly maps: Readonly<Record<'maps-60' | 'maps-120' | 'map-512' | 'maps-24', KeptMapsShape & { runs: number }>>
  readonly outputs: { readonly runs: number; readonly pairs: number }
  readonly stored: { readonly runs: number; readonly values: number }
  readonly live: { readonly runs: number; readonly minutes: number; readonly stepsPerSecond: number }
  readonly scrollMs: number
  readonly rounds: number
}

export const FULL: Sizes = {
  many: { runs: 1000, steps: 500 },
  long: { runs: 50, steps: 100_000 },
  groups: { groups: 10, members: 10, steps: 10_000 },
  list: 10_000,
  sweepDraws: 31,
  cursor: { runs: 12, charts: 12, steps: 1000, moves: 120 },
  maps: {
    'maps-60': { runs: 8, tokens: 60, kept: 60 },
    'maps-120': { runs: 12, tokens: 120, kept: 40 },
    'map-512': { runs: 1, tokens: 512, kept: 2 },
    'maps-24': { runs: 24, tokens: 20, kept: 3 },
  },
  outputs: { runs: 10, pairs: 10_000 },
  stored: { runs: 16, values: 400_000 },
  live: { runs: 8, minutes: 60, stepsPerSecond: 20 },
  scrollMs: 3000,
  rounds: 5,
}

export const QUICK: Sizes = {
  many: { runs: 12, steps: 60 },
  long: { runs: 3, steps: 1500 },
  groups: { groups: 2, members: 2, steps: 300 },
  list: 60,
  sweepDraws: 1,
  cursor: { runs: 2, charts: 3, steps: 100, moves: 5 },
  maps: {
    'maps-60': { runs: 2, tokens: 8, kept: 4 },
    'maps-120': { runs: 2, tokens: 12, kept: 3 },
    'map-512': { runs: 1, tokens: 40, kept: 1 },
    'maps-24': { runs: 3, tokens: 6, kept: 2 },
  },
  outputs: { runs: 2, pairs: 50 },
  stored: { runs: 2, values: 2000 },
  live: { runs: 2, minutes: 4, stepsPerSecond: 2 },
  scrollMs: 200,
  rounds: 1,
}
