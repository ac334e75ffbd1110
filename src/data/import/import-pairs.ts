import fs from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { counted } from '../../shared/counted.ts'
import type { Recipe } from '../../shared/datasets/recipe.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type FindingColumns, SCORE_COLUMNS } from '../findings/columns.ts'
import type { Surroundings } from '../findings/finding.ts'
import { createFindingsPass } from '../findings/pass.ts'
import { FINDING_IDS } from '../findings/registry.ts'
import type { Manifest } from '../folder/manifest.ts'
import { type PairMarks, createFolderWriter } from '../folder/writer.ts'
import { createPace } from '../pace.ts'
import { createPreparation } from './prepare-pair.ts'
import { readRecipeFile } from './read-recipe.ts'

export interface ImportOptions {
  readonly signal?: AbortSignal
  /** Told after every batch; `total` is 0 where nobody knows. */
  readonly onProgress?: (progress: { text: string; done: number; total: number }) => void
}

/** Pairs at a time: between two batches, somebody may give up. */
const BATCH = 4096
const EXAMPLES = 100

/**
 * Makes a dataset of files: reads them once, and writes text, columns and manifest into a folder that is there and empty.
 * What is in the folder after an error is of no use.
 * @throws bad-data, storage, aborted
 */
export async function importPairs(
  recipe: Recipe,
  folder: string,
  { signal, onProgress = () => undefined }: ImportOptions = {},
): Promise<Manifest> {
  const writer = createFolderWriter(folder)
  const findings = createFindingsPass(join(folder, 'findings'))
  try {
    const prepare = createPreparation(recipe)
    const skipped = { count: 0, examples: [] as string[] }
    const files: Manifest['files'] = []
    const total = recipe.files.reduce((sum, { path, targets }) => sum + sizeOf(path) + sizeOf(targets), 0)
    let done = 0
    const parts = {
      signal,
      onBytes: (bytes: number) => void (done += bytes),
      onBad(problem: string) {
        if (++skipped.count <= EXAMPLES) skipped.examples.push(problem)
      },
    }
    for (const file of recipe.files) {
      const read = readRecipeFile(file, recipe, parts)
      for await (const some of read.pairs) {
        for (let at = 0; at < some.length; at += BATCH) {
          const batch = some.slice(at, at + BATCH).map((pair) => prepare(pair, file.split))
          writer.add(batch)
          findings.add(batch)
          onProgress({ text: `${counted(writer.pairs, 'pair')} read`, done, total })
          await breathe(signal)
        }
      }
      files.push(...read.facts())
    }
    if (writer.pairs === 0) throw noPairs(recipe)
    onProgress({ text: 'looking at all pairs together', done: total, total })
    await breathe(signal)
    const { columns, surroundings } = await findings.finish({
      splits: writer.splits(),
      read: writer.read,
      pace: createPace(signal),
    })
    return writer.finish(marksOf(columns), { recipe, files, skipped, scripts: scriptsOf(surroundings) })
  } finally {
    findings.close()
    writer.close()
  }
}

async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate()
  if (signal?.aborted) throw new SaccadeError('aborted', 'The import was stopped; nothing of it is kept')
}

function sizeOf(path: string | undefined): number {
  return path === undefined ? 0 : (fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0)
}

function noPairs({ files }: Recipe): SaccadeError {
  return new SaccadeError('bad-data', `${files.map(({ path }) => path).join(', ')} has no pairs`, {
    hint: 'Choose a file that holds pairs.',
  })
}

/** What the findings keep of the pairs. */
export function marksOf({ flags, original, score }: FindingColumns): PairMarks {
  const named = SCORE_COLUMNS.map(({ name }, place) => [name, () => score(place)] as const)
  return { findings: FINDING_IDS, flags, numbers: { original: () => original, ...Object.fromEntries(named) } }
}

/** The scripts of both sides, as a manifest keeps them. */
export const scriptsOf = ({ scripts }: Surroundings) => ({ source: [...scripts.source], target: [...scripts.target] })
