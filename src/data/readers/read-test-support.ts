// What tests of readers share.
import { expect } from 'vitest'
import type { Problem } from '../../shared/errors.ts'
import type { Pair } from '../pair.ts'
import type { TextSource } from './bytes.ts'
import { createFaults } from './faults.ts'
import { parseReading } from './guess-import.ts'
import { READERS } from './registry.ts'
import { asSaccadeError } from './test-support.ts'

export interface Read {
  readonly pairs: readonly Pair[]
  readonly leftOut: readonly Problem[]
}

export async function readAll(
  path: TextSource,
  reading: Record<string, unknown>,
  { targets, goOn = false, onBatch }: { targets?: TextSource; goOn?: boolean; onBatch?: () => void } = {},
): Promise<Read> {
  const leftOut: Problem[] = []
  const faults = createFaults(goOn ? (problem) => leftOut.push(problem) : undefined)
  const options = parseReading(reading)
  const reader = await READERS[options.format].load()
  const pairs: Pair[] = []
  const context = { faults, emptySides: true, optionName: (option: string) => option }
  for await (const batch of reader.read({ path, ...(targets !== undefined && { targets }) }, options, context)) {
    for (const pair of batch) pairs.push(pair)
    onBatch?.()
  }
  faults.settle()
  return { pairs, leftOut }
}

/** The message, with the path cut to the name. */
export async function failure(...args: Parameters<typeof readAll>): Promise<string> {
  const error = await readAll(...args).then(() => expect.fail('was read'), asSaccadeError)
  expect(error.code).toBe('bad-data')
  expect(error.hint).not.toBe('')
  expect(error.problems.length).toBeGreaterThan(0)
  return error.message.replaceAll(/\/\S*\//g, '')
}

export const texts = ({ pairs }: Read) => pairs.map(({ source, target }) => [source, target])
