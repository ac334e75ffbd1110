import type { ModelConfiguration } from '../../shared/config/model.ts'
import type { CreateScore } from './score.ts'
import { createAdditive } from './scores/additive.ts'
import { createConcat } from './scores/concat.ts'
import { createDot } from './scores/dot.ts'
import { createGeneral } from './scores/general.ts'
import { createMultiHead } from './scores/multi-head.ts'
import { createScaledDot } from './scores/scaled-dot.ts'

export type ScoreKind = Exclude<ModelConfiguration['attention']['score'], 'none'>

/** Every score by its name in the configuration. */
export const SCORES: Readonly<Record<ScoreKind, CreateScore>> = {
  additive: createAdditive,
  dot: createDot,
  'scaled-dot': createScaledDot,
  general: createGeneral,
  concat: createConcat,
  'multi-head': createMultiHead,
}
