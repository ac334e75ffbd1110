import type { DecodingMethod } from '../shared/contract/decoding.ts'
import { SaccadeError } from '../shared/errors.ts'

/** The flags of `saccade translate` that say how to decode. */
export interface DecodingFlags {
  readonly beam?: number
  readonly nBest?: number
  readonly lengthPenalty?: number
  readonly coveragePenalty?: number
  readonly sample?: boolean
  readonly samples?: number
  readonly temperature?: number
  readonly seed?: number
  readonly maxLengthFactor?: number
}

/** Flags that mean something only beside another. */
const OF_BEAM = { nBest: '--n-best', lengthPenalty: '--length-penalty', coveragePenalty: '--coverage-penalty' } as const
const OF_SAMPLE = { samples: '--samples', temperature: '--temperature', seed: '--seed' } as const

/** The way of decoding that the flags ask for: greedy without any. @throws bad-usage, naming the two flags that clash */
export function decodingFor(flags: DecodingFlags): DecodingMethod {
  const { beam, sample = false, maxLengthFactor: lengthFactor } = flags
  if (beam !== undefined && sample) {
    throw new SaccadeError('bad-usage', '--beam clashes with --sample', {
      hint: 'A beam looks for the most probable outputs, sampling draws any: choose one.',
    })
  }
  for (const [key, flag] of entriesOf(OF_BEAM)) {
    if (flags[key] !== undefined && beam === undefined) throw lonely(flag, '--beam', sample ? '--sample' : null)
  }
  for (const [key, flag] of entriesOf(OF_SAMPLE)) {
    if (flags[key] !== undefined && !sample) throw lonely(flag, '--sample', beam === undefined ? null : '--beam')
  }
  if (sample) {
    const { samples = 1, temperature = 1, seed = 1 } = flags
    return { kind: 'sample', samples, temperature, seed, lengthFactor }
  }
  if (beam === undefined) return { kind: 'greedy', lengthFactor }
  const { nBest: best = 1, lengthPenalty = 0, coveragePenalty = 0 } = flags
  if (best > beam) {
    throw new SaccadeError('bad-usage', `--n-best ${best} clashes with --beam ${beam}`, {
      hint: 'A beam gives at most as many outputs as it is wide: widen it or ask for fewer.',
    })
  }
  return { kind: 'beam', size: beam, best, lengthPenalty, coveragePenalty, lengthFactor }
}

function lonely(flag: string, needed: string, instead: string | null): SaccadeError {
  if (instead) {
    return new SaccadeError('bad-usage', `${flag} clashes with ${instead}`, { hint: `It belongs to ${needed}.` })
  }
  return new SaccadeError('bad-usage', `${flag} needs ${needed}`, { hint: `Add ${needed}, or leave ${flag} out.` })
}

function entriesOf<Flags extends object>(flags: Flags): [keyof Flags, string][] {
  return Object.entries(flags) as [keyof Flags, string][]
}
