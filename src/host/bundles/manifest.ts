import { z } from 'zod'
import { BUNDLED_CHECKPOINTS } from '../../shared/contract/bundles.ts'
import { isJsonObject } from '../../shared/config/assign.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { VERSION } from '../version.ts'
import { parseAs, unfit } from './part.ts'
import { digestSchema } from './parts.ts'
import { bundledIdSchema } from './run-file.ts'

export const FORMAT = 'saccade bundle'
/** Of the format. A change that an older Saccade would misread takes the next number: 2 has sweeps. */
export const FORMAT_VERSION = 2
/** What knows no sweeps reads the others. */
const WITHOUT_SWEEP = 1

export const MANIFEST = 'manifest.json'
/** A bundle of this many runs is told file by file in fewer bytes. */
export const MOST_MANIFEST_BYTES = 64 * 1024 ** 2

/** The names that a bundle may have in it: no path, no link and nothing of another run can be said with them. */
const NAME = {
  board: 'board.json',
  sweep: 'sweep.json',
  pairs: /^pairs\/[0-9a-f]{64}\.json$/,
  run: /^runs\/([A-Za-z0-9][\w-]{0,99})\/(run\.json|score\.txt|[a-z]+\.jsonl|checkpoints\/[A-Za-z0-9][\w.-]{0,200}\.safetensors)$/,
}

export const BOARD = NAME.board
export const SWEEP = NAME.sweep
export const pairsEntry = (digest: string): string => `pairs/${digest}.json`
export const runEntry = (run: string, file: string): string => `runs/${run}/${file}`
export const partEntry = (run: string, part: string): string => runEntry(run, `${part}.jsonl`)
export const checkpointEntry = (run: string, file: string): string => runEntry(run, `checkpoints/${file}`)

function isName(name: string): boolean {
  return name === NAME.board || name === NAME.sweep || NAME.pairs.test(name) || NAME.run.test(name)
}

const entrySchema = z.strictObject({
  name: z.string().refine(isName, 'must be the name of a file of a bundle'),
  /** Unpacked. */
  bytes: z.int().min(0),
  sha256: digestSchema,
})
export type BundleEntry = z.output<typeof entrySchema>

const manifestSchema = z
  .strictObject({
    format: z.literal(FORMAT),
    version: z.int().min(1),
    /** The Saccade that wrote it, for the record. */
    saccade: z.string().max(100),
    exported: z.int().min(0),
    checkpoints: z.enum(BUNDLED_CHECKPOINTS),
    /** In the order in which they are to stand in the history, the oldest first. */
    runs: z
      .array(
        z.strictObject({
          run: bundledIdSchema,
          name: z.string().max(1000),
          /** What it was trained on, and the digest of its pairs where that is known. */
          data: z.strictObject({ name: z.string().max(2000), digest: z.string().max(64).nullable() }),
        }),
      )
      .max(100_000),
    board: z
      .strictObject({
        board: bundledIdSchema,
        name: z.string().max(1000),
        created: z.int().min(0),
        updated: z.int().min(0),
      })
      .nullable(),
    /** Whose runs these are; left out where it is of single runs. */
    sweep: z.strictObject({ sweep: bundledIdSchema, name: z.string().max(1000) }).optional(),
    entries: z.array(entrySchema).max(10_000_000),
  })
  .refine(({ runs }) => new Set(runs.map(({ run }) => run)).size === runs.length, 'must name each run once')
export type Manifest = z.output<typeof manifestSchema>

export function writeManifest(manifest: Omit<Manifest, 'format' | 'version' | 'saccade'>): string {
  const version = manifest.sweep ? FORMAT_VERSION : WITHOUT_SWEEP
  const head = { format: FORMAT, version, saccade: VERSION }
  return `${JSON.stringify({ ...head, ...manifest }, null, 1)}\n`
}

/** @throws bad-data where it is none, or one of a newer version */
export function readManifest(text: string): Manifest {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unfit(`Its ${MANIFEST}`, 'it is not JSON')
  }
  const { format, version } = isJsonObject(value) ? value : {}
  if (format === FORMAT && typeof version === 'number' && version > FORMAT_VERSION) {
    throw new SaccadeError('bad-data', `The bundle was written by a newer version of Saccade (format ${version})`, {
      hint: `Update Saccade; this version reads formats up to ${FORMAT_VERSION}. Nothing was imported.`,
    })
  }
  return parseAs(manifestSchema, value, `Its ${MANIFEST}`)
}
