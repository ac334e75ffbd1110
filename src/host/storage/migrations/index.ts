import { first } from './001-first.ts'
import { scoreModules } from './002-score-modules.ts'

/** Migration n brings a database from version n to n + 1. Only ever append: what was released never changes. */
export const MIGRATIONS: readonly string[] = [first, scoreModules]
