import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Variable, tensor } from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { SaccadeError } from '../../shared/errors.ts'
import { writeDurably } from './durable-file.ts'
import {
  type SafetensorsFile,
  type StoredTensor,
  decodeSafetensors,
  encodeSafetensors,
  floatTensor,
  floatValues,
} from './safetensors.ts'
import { trainerStateSchema } from './state.ts'

const FORMAT = 'saccade checkpoint'
const FORMAT_VERSION = 1

const contentSchema = z.strictObject({
  trainer: trainerStateSchema,
  /** For the record: what the run was told to do. */
  configuration: z.record(z.string(), z.unknown()),
  sourceVocabulary: z.unknown(),
  targetVocabulary: z.unknown(),
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

export interface Weights {
  readonly parameters: ReadonlyMap<string, Variable>
  /** Of the optimizer; null where only the model is needed. */
  readonly slots: ReadonlyMap<string, Variable> | null
}

const SLOT_PREFIX = 'optimizer/'

/**
 * Writes weights, optimizer slots and state as one safetensors file: parameters under their own names,
 * slots under `optimizer/…`, the state as JSON in the metadata together with a checksum of everything.
 *
 * @returns the file's size in bytes
 * @throws storage when it cannot be written; the name then stands for what it stood for before
 */
export async function writeCheckpoint(path: string, weights: Weights, content: CheckpointContent): Promise<number> {
  const tensors = new Map([...named(weights)].map(([name, variable]) => [name, store(variable)]))
  const state = JSON.stringify(content)
  const metadata = { format: FORMAT, formatVersion: String(FORMAT_VERSION), state }
  const file = encodeSafetensors({ tensors, metadata: { ...metadata, checksum: checksum({ tensors, metadata }) } })
  await writeDurably(path, file)
  return file.length
}

/**
 * Reads a checkpoint and checks that nothing in it changed since it was written.
 *
 * @throws not-found, newer-version, storage; the file is left as it is
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
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
  const content = contentSchema.safeParse(JSON.parse(state))
  if (!content.success) throw damaged(name, `its state is not readable: ${z.prettifyError(content.error)}`)
  return { path, content: content.data, tensors: file.tensors }
}

/**
 * Puts a checkpoint's numbers into the variables of a model and its optimizer.
 *
 * @throws storage saying what differs when names or shapes do not match; then no variable was changed
 */
export function restoreWeights(checkpoint: Checkpoint, weights: Weights): void {
  const wanted = named(weights)
  const differences = [...wanted].flatMap(([name, { shape }]) => {
    const found = checkpoint.tensors.get(name)
    if (!found) return [`${name} is missing`]
    if (found.dtype === 'F32' && String(found.shape) === String(shape)) return []
    return [`${name} is ${found.dtype} [${found.shape.join(', ')}] instead of F32 [${shape.join(', ')}]`]
  })
  for (const name of checkpoint.tensors.keys()) {
    if (!wanted.has(name) && (weights.slots || !name.startsWith(SLOT_PREFIX)))
      differences.push(`${name} is not in the model`)
  }
  if (differences.length > 0) {
    const first = differences.slice(0, 5).join('; ')
    const more = differences.length > 5 ? `; and ${differences.length - 5} more` : ''
    throw new SaccadeError(
      'storage',
      `The checkpoint ${basename(checkpoint.path)} belongs to another model: ${first}${more}`,
      {
        hint: 'Use it with the configuration of the run that wrote it.',
      },
    )
  }
  for (const [name, variable] of wanted) {
    const stored = checkpoint.tensors.get(name)
    if (!stored) continue
    const values = tensor(floatValues(stored), variable.shape, 'float32')
    variable.assign(values)
    values.dispose()
  }
}

function named({ parameters, slots }: Weights): Map<string, Variable> {
  const prefixed = [...(slots ?? [])].map(([name, slot]) => [SLOT_PREFIX + name, slot] as const)
  return new Map([...parameters, ...prefixed])
}

function store(variable: Variable): StoredTensor {
  const values = variable.dataSync()
  if (!(values instanceof Float32Array)) throw new TypeError(`${variable.name} is not float32`)
  return floatTensor(values, variable.shape)
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
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new SaccadeError('not-found', `There is no checkpoint file ${path}`, {
        hint: 'Choose another checkpoint of the run.',
      })
    }
    const reason = error instanceof Error ? error.message : String(error)
    throw new SaccadeError('storage', `The checkpoint ${path} cannot be read: ${reason}`, { cause: error })
  }
}

function damaged(name: string, fault: string): SaccadeError {
  return new SaccadeError('storage', `The checkpoint ${name} is damaged: ${fault}`, {
    hint: 'Use another checkpoint of the run or restore the file from a backup; it was not changed.',
  })
}
