import type { ModelConfiguration } from '../../shared/config/model.ts'
import type { CreateScore } from './score.ts'
import { createAdditive } from './scores/additive.ts'
import { createConcat } from './scores/concat.ts'
import { createDot } from './scores/dot.ts'
import { createGeneral } from './scores/general.ts'
import { createLocation } from './scores/location.ts'
import { createMultiHead } from './scores/multi-head.ts'
import { createScaledDot } from './scores/scaled-dot.ts'
import type { CreateSpan } from './span.ts'
import { createGlobal } from './spans/global.ts'
import { createLocalMonotonic } from './spans/local-monotonic.ts'
import { createLocalPredicted } from './spans/local-predicted.ts'

export type ScoreKind = Exclude<ModelConfiguration['attention']['score'], 'none'>

/** Every score by its name in the configuration. */
export const SCORES: Readonly<Record<ScoreKind, CreateScore>> = {
  additive: createAdditive,
  dot: createDot,
  'scaled-dot': createScaledDot,
  general: createGeneral,
  concat: createConcat,
  location: createLocation,
  'multi-head': createMultiHead,
}

/** Every span by its name in the configuration. */
export const SPANS: Readonly<Record<ModelConfiguration['attention']['span'], CreateSpan>> = {
  global: createGlobal,
  'local-m': createLocalMonotonic,
  'local-p': createLocalPredicted,
}
