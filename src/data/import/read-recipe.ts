import { createHash } from 'node:crypto'
import type { Recipe } from '../../shared/datasets/recipe.ts'
import type { SourceFile } from '../../shared/datasets/stored.ts'
import type { PairBatch } from '../pair.ts'
import type { OnBytes } from '../readers/bytes.ts'
import { createFaults } from '../readers/faults.ts'
import { completeReading } from '../readers/guess-import.ts'
import { READERS } from '../readers/registry.ts'

/** A file of a recipe while it is read. */
export interface ReadFile {
  readonly pairs: AsyncGenerator<PairBatch>
  /** What was read, once all of it was. */
  facts(): readonly SourceFile[]
}

export interface ReadParts {
  readonly signal?: AbortSignal
  /** Told how many bytes more have been read. */
  onBytes(bytes: number): void
  /** Told of a row that is left out. */
  onBad(problem: string): void
}

/** Reads a file of a recipe. @throws bad-data, aborted */
export function readRecipeFile(
  file: Recipe['files'][number],
  recipe: Pick<Recipe, 'reading' | 'skipBad'>,
  parts: ReadParts,
): ReadFile {
  const facts = [file.path, ...(file.targets === undefined ? [] : [file.targets])].map(createFacts)
  const onBytes: OnBytes = (bytes, place = 0) => {
    facts[place]?.add(bytes)
    parts.onBytes(bytes.byteLength)
  }
  return { pairs: readPairs(file, recipe, parts, onBytes), facts: () => facts.map((one) => one.finish()) }
}

async function* readPairs(
  file: Recipe['files'][number],
  { reading: given, skipBad }: Pick<Recipe, 'reading' | 'skipBad'>,
  { signal, onBad }: ReadParts,
  onBytes: OnBytes,
): AsyncGenerator<PairBatch> {
  const reading = await completeReading(file, given)
  const faults = createFaults(skipBad ? ({ path, message }) => onBad(`${path}: ${message}`) : undefined)
  const { read } = await READERS[reading.format].load()
  const optionName = (option: string) => option
  yield* read(file, reading, { signal, onBytes, faults, emptySides: true, optionName })
  faults.settle()
}

function createFacts(path: string) {
  const hash = createHash('sha256')
  let bytes = 0
  return {
    path,
    add(piece: Uint8Array): void {
      hash.update(piece)
      bytes += piece.byteLength
    },
    finish: (): SourceFile => ({ path, bytes, digest: hash.digest('hex') }),
  }
}
