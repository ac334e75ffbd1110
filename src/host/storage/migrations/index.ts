import { first } from './001-first.ts'
import { windows } from './003-windows.ts'

/** Migration n brings a database from version n to n + 1. Only ever append: what was released never changes. */
export const MIGRATIONS: readonly string[] = [first, windows]
