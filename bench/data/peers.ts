// The same file in the hands of others, where a Python has them.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import process from 'node:process'
import { z } from 'zod'
import { findPython } from '../../scripts/setup/wheels.js'

const script = fileURLToPath(new URL('peers.py', import.meta.url))

const measuredSchema = z.object({
  version: z.string(),
  memory: z.number(),
  seconds: z.object({
    lengths: z.number().optional(),
    substring: z.number().optional(),
    duplicates: z.number().optional(),
    rules: z.number().optional(),
  }),
})
type Measured = z.output<typeof measuredSchema>

const TITLES = {
  lengths: 'reads it, and counts words and characters',
  substring: 'rows that hold a text, counted',
  duplicates: 'exact duplicates, counted',
  rules: 'LengthRatioFilter and NonZeroNumeralsFilter, all scores',
} as const

/**
 * A table of what polars, DuckDB, pandas and OpusFilter need for a file of pairs, those that are installed; null without any.
 * The Python is that of SACCADE_BENCH_PYTHON, or the one on PATH.
 */
export function peersTable(file: string, text: string): string | null {
  const python = process.env.SACCADE_BENCH_PYTHON ?? findPython()
  if (!python) return null
  const ask = (...args: string[]): unknown => JSON.parse(execFileSync(python, [script, ...args], { encoding: 'utf8' }))
  const names = z.array(z.string()).parse(ask())
  if (names.length === 0) return null
  const peers = names.map((name) => ({ name, ...measuredSchema.parse(ask(name, file, text)) }))
  const row = (title: string, value: (peer: Measured) => string) => `| ${[title, ...peers.map(value)].join(' | ')} |`
  return [
    `| The same file | ${peers.map(({ name, version }) => `${name} ${version}`).join(' | ')} |`,
    `| - | ${peers.map(() => '-').join(' | ')} |`,
    ...(Object.keys(TITLES) as (keyof typeof TITLES)[]).map((what) =>
      row(TITLES[what], ({ seconds }) => (seconds[what] === undefined ? '' : `${seconds[what].toFixed(2)} s`)),
    ),
    row('memory', ({ memory }) => `${memory} MB`),
  ].join('\n')
}
