import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { SaccadeError } from './errors.ts'
import {
  type SafetensorsFile,
  type StoredTensor,
  decodeSafetensors,
  encodeSafetensors,
  floatValues,
} from './safetensors.ts'
import { explained, systemCode } from './system-errors.ts'
import { problemsText, schemaProblems } from './schema-problems.ts'
import { trainerStateSchema } from './trainer-state.ts'

const FORMAT = 'saccade checkpoint'
const FORMAT_VERSION = 2
/** Before the names of the optimizer's tensors; all others are parameters under their own names. */
export const SLOT_PREFIX = 'optimizer/'

/** Before the file names of kept checkpoints, which have no optimizer's tensors. */
export const KEPT_PREFIX = 'kept-'

/** What can be done about a damaged checkpoint, where nothing more is known. */
export const ANOTHER_CHECKPOINT =
  'Use another checkpoint of the run (`best` or `last`), or restore the file from a backup; it was not changed.'

const contentSchema = z.strictObject({
  trainer: trainerStateSchema,
  /** For the record: what the run was told to do. */
  configuration: z.record(z.string(), z.unknown()),
  sourceVocabulary: z.unknown(),
  targetVocabulary: z.unknown(),
  /** What the tokenisers were made from, where that is more than rules: since format 2. */
  tokenizers: z.strictObject({ source: z.string().nullable(), target: z.string().nullable() }).optional(),
  /** Of all pairs: a run only goes on with the data it began with. */
  dataFingerprint: z.string(),
})

/** What a checkpoint says beside its tensors. */
export type CheckpointContent = z.infer<typeof contentSchema>

export interface Checkpoint {
  readonly path: string
  readonly content: CheckpointContent
  readonly tensors: ReadonlyMap<string, StoredTensor>
}

/** The tensors of the model alone, without the optimizer's. */
export function parametersOf(tensors: Checkpoint['tensors']): ReadonlyMap<string, StoredTensor> {
  return new Map([...tensors].filter(([name]) => !name.startsWith(SLOT_PREFIX)))
}

/** The file of a checkpoint: its state as JSON in the metadata, together with a checksum of everything. */
export function encodeCheckpoint(tensors: ReadonlyMap<string, StoredTensor>, content: CheckpointContent): Uint8Array {
  // One without them is written as older versions read it.
  const formatVersion = String(content.tokenizers ? FORMAT_VERSION : 1)
  const metadata = { format: FORMAT, formatVersion, state: JSON.stringify(content) }
  return encodeSafetensors({ tensors, metadata: { ...metadata, checksum: checksum({ tensors, metadata }) } })
}

/**
 * Reads a checkpoint and checks that nothing in it changed since it was written. `otherwise` tells what can be done where
 * it is damaged.
 *
 * @throws not-found, newer-version, storage; the file is left as it is
 */
export async function readCheckpoint(path: string, otherwise?: string): Promise<Checkpoint> {
  try {
    return await readChecked(path)
  } catch (error) {
    const damaged = error instanceof SaccadeError && error.code !== 'newer-version'
    if (!damaged || otherwise === undefined) throw error
    throw new SaccadeError(error.code, error.message, { hint: otherwise, cause: error })
  }
}

/** @throws diverged when a weight is NaN or infinite: whatever such a model says means nothing */
export function requireFinite({ path, tensors }: Checkpoint): void {
  for (const [name, stored] of tensors) {
    if (name.startsWith(SLOT_PREFIX)) continue
    const broken = floatValues(stored).find((value) => !Number.isFinite(value))
    if (broken === undefined) continue
    throw new SaccadeError('diverged', `The weights of ${basename(path)} are not finite: ${name} holds ${broken}`, {
      hint: 'The training had diverged there. Use an earlier checkpoint, such as `best`, or train anew with a lower learning rate.',
    })
  }
}

async function readChecked(path: string): Promise<Checkpoint> {
  const name = basename(path)
  const file = decodeSafetensors(await readWhole(path), name)
  const { format, formatVersion, state = '', checksum: expected } = file.metadata
  if (format !== FORMAT) throw damaged(name, 'it is no checkpoint of Saccade')
  const version = Number(formatVersion)
  if (version > FORMAT_VERSION) {
    throw new SaccadeError(
      'newer-version',
      `The checkpoint ${name} was written by a newer version of Saccade (format ${version})`,
      {
        hint: `Update Saccade; this version reads formats up to ${FORMAT_VERSION}. The file was not changed.`,
      },
    )
  }
  if (checksum(file) !== expected) throw damaged(name, 'its content does not match its checksum')
  const stored: unknown = JSON.parse(state)
  const content = contentSchema.safeParse(stored)
  if (!content.success) {
    throw damaged(name, `its state is not readable: ${problemsText(schemaProblems(content.error, stored))}`)
  }
  return { path, content: content.data, tensors: file.tensors }
}

/** SHA-256 of every name, type, shape, number and text, whatever their place in the file. */
function checksum({ tensors, metadata }: SafetensorsFile): string {
  const hash = createHash('sha256')
  const texts = Object.entries(metadata).filter(([key]) => key !== 'checksum')
  hash.update(JSON.stringify(texts.sort(byName)))
  for (const [name, { dtype, shape, bytes }] of [...tensors].sort(byName)) {
    hash.update(JSON.stringify([name, dtype, shape]))
    hash.update(bytes)
  }
  return hash.digest('hex')
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') {
      throw new SaccadeError('not-found', `There is no checkpoint file ${path}`, { hint: ANOTHER_CHECKPOINT })
    }
    throw explained(error, `the checkpoint ${path}`, { deed: 'read', elsewhere: ANOTHER_CHECKPOINT })
  }
}

function damaged(name: string, fault: string): SaccadeError {
  return new SaccadeError('storage', `The checkpoint ${name} is damaged: ${fault}`, { hint: ANOTHER_CHECKPOINT })
}
