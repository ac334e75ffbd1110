import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { recipeSchema } from '../../shared/datasets/recipe.ts'
import type { DatasetStatistics } from '../../shared/datasets/stored.ts'
import { SPLIT_NAMES } from '../../shared/datasets/splits.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'

/** The files of a dataset's folder; see docs/datasets.md. */
export const FOLDER_FILES = {
  /** UTF-8 of all pairs, a source, its target, the next source, each with a line feed behind it. */
  text: 'text',
  /** Typed arrays with a number a pair, one after the other as the manifest lists them. */
  columns: 'columns',
  /** Trigrams, made after the dataset is usable. */
  search: 'search.sqlite',
  manifest: 'manifest.json',
} as const

export const FOLDER_VERSION = 1

export const COLUMN_TYPES = {
  uint8: Uint8Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
} as const
export type ColumnType = keyof typeof COLUMN_TYPES

const countSchema = z.int().min(0)
const columnSchema = z.object({
  name: z.string(),
  type: z.enum(['uint8', 'uint32', 'int32', 'float32']),
  offset: countSchema,
})
export type StoredColumn = z.output<typeof columnSchema>

const isStatistics = (value: unknown): boolean => typeof value === 'object' && value !== null

const manifestSchema = z.object({
  version: z.literal(FOLDER_VERSION),
  pairs: countSchema,
  splits: z.record(z.enum(SPLIT_NAMES), countSchema),
  /** SHA-256 in hexadecimal; see `createDigest`. */
  digest: z.string(),
  /** Bytes of `text` and `columns`: of a folder that was cut short they differ. */
  textBytes: countSchema,
  columnBytes: countSchema,
  columns: z.array(columnSchema),
  recipe: recipeSchema,
  files: z.array(z.object({ path: z.string(), bytes: countSchema, digest: z.string() })),
  skipped: z.object({ count: countSchema, examples: z.array(z.string()) }),
  /** In the order of their bits in the column `flags`. */
  findings: z.array(z.object({ id: z.string(), count: countSchema })),
  /** The scripts that each side is written in, as Unicode names them: what is strange in them depends on it. */
  scripts: z.object({ source: z.array(z.string()), target: z.array(z.string()) }),
  statistics: z.custom<DatasetStatistics>(isStatistics),
})
export type Manifest = z.output<typeof manifestSchema>

/** @throws storage where it cannot be read or is damaged, newer-version */
export function readManifest(folder: string): Manifest {
  const file = join(folder, FOLDER_FILES.manifest)
  const text = explaining(`the dataset ${folder}`, () => readFileSync(file, 'utf8'), { deed: 'read' })
  const json = parse(text, folder)
  const version: unknown = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined
  if (typeof version === 'number' && version > FOLDER_VERSION) {
    throw new SaccadeError('newer-version', `The dataset ${folder} was written by a newer Saccade`, {
      hint: 'Use that version, or import the files again.',
    })
  }
  const manifest = manifestSchema.safeParse(json)
  if (manifest.success) return manifest.data
  throw damaged(folder, file)
}

/** @throws storage */
export function writeManifest(folder: string, manifest: Manifest): void {
  const file = join(folder, FOLDER_FILES.manifest)
  explaining(`the dataset ${folder}`, () => writeFileSync(file, JSON.stringify(manifest), { flush: true }))
}

/**
 * The manifest of a folder whose files have the sizes that it says, else nothing: quick however large they are, since no
 * text and no column is read.
 */
export function readWhole(folder: string): Manifest | undefined {
  try {
    const manifest = readManifest(folder)
    const size = (file: string) => statSync(join(folder, file)).size
    const { textBytes, columnBytes } = manifest
    return size(FOLDER_FILES.text) === textBytes && size(FOLDER_FILES.columns) === columnBytes ? manifest : undefined
  } catch {
    return undefined
  }
}

function parse(text: string, folder: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw damaged(folder, FOLDER_FILES.manifest)
  }
}

export function damaged(folder: string, what: string): SaccadeError {
  return new SaccadeError('storage', `The dataset ${folder} is damaged: ${what} is not what was written`, {
    hint: 'Import its files again, which puts it right.',
  })
}
