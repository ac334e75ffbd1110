import { z } from 'zod'
import { DECODING_BOUNDS, type DecodingMethod } from '../../../shared/contract/decoding.ts'

const bounded = ({ minimum, maximum }: { minimum: number; maximum: number }) => z.number().min(minimum).max(maximum)

/** What the user has set for each way of decoding: changing over and back loses nothing. */
export const decodingSettingsSchema = z.object({
  kind: z.enum(['greedy', 'beam', 'sample']),
  size: bounded(DECODING_BOUNDS.size).int(),
  best: bounded(DECODING_BOUNDS.size).int(),
  lengthPenalty: bounded(DECODING_BOUNDS.lengthPenalty),
  coveragePenalty: bounded(DECODING_BOUNDS.coveragePenalty),
  samples: bounded(DECODING_BOUNDS.samples).int(),
  temperature: bounded(DECODING_BOUNDS.temperature),
  seed: bounded(DECODING_BOUNDS.seed).int(),
})

export type DecodingSettings = z.output<typeof decodingSettingsSchema>

export const DECODING_SETTINGS: DecodingSettings = {
  kind: 'greedy',
  size: 5,
  best: 5,
  lengthPenalty: 0,
  coveragePenalty: 0,
  samples: 5,
  temperature: 1,
  seed: 1,
}

/** The request for them. A model without attention has no coverage to count. */
export function decodingMethod(settings: DecodingSettings, attends: boolean): DecodingMethod {
  const { kind, size, best, lengthPenalty, coveragePenalty, samples, temperature, seed } = settings
  switch (kind) {
    case 'greedy':
      return { kind }
    case 'beam':
      return {
        kind,
        size,
        best: Math.min(best, size),
        lengthPenalty,
        coveragePenalty: attends ? coveragePenalty : 0,
      }
    case 'sample':
      return { kind, samples, temperature, seed }
  }
}
