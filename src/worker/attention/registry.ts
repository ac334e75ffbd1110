import type { ModelConfiguration } from '../../shared/config/model.ts'
import { type OwnScorePath, isOwnScore } from '../../shared/config/own-score.ts'
import { SaccadeError } from '../../shared/errors.ts'
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

export type ScoreKind = Exclude<ModelConfiguration['attention']['score'], 'none' | OwnScorePath>

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

/**
 * The score that a configuration names; `own` is the user's, where it names a file.
 * @throws bad-configuration when it names a file and none was loaded
 */
export function findScore(kind: ScoreKind | OwnScorePath, own: CreateScore | null): CreateScore {
  if (!isOwnScore(kind)) return SCORES[kind]
  if (own) return own
  throw new SaccadeError('bad-configuration', `The score ${kind} is a file of the user’s, which was not loaded`)
}

/** Every span by its name in the configuration. */
export const SPANS: Readonly<Record<ModelConfiguration['attention']['span'], CreateSpan>> = {
  global: createGlobal,
  'local-m': createLocalMonotonic,
  'local-p': createLocalPredicted,
}
