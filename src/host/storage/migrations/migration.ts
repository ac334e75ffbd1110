import type { Database } from '../sqlite.ts'

/** Hears how far a migration is, in words for people. */
export type Tell = (what: string) => void

/** A migration that needs more than SQL. It runs in a transaction and may take long, so it says how far it is. */
export type Migrate = (database: Database, tell: Tell) => void

export type Migration = string | Migrate
