import { basename } from 'node:path'
import { type Variable, tensor } from '@tensorflow/tfjs-core'
import { type Checkpoint, type CheckpointContent, SLOT_PREFIX, encodeCheckpoint } from '../../shared/checkpoint-file.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type StoredTensor, floatTensor, floatValues } from '../../shared/safetensors.ts'
import { writeDurably } from './durable-file.ts'

export interface Weights {
  readonly parameters: ReadonlyMap<string, Variable>
  /** Of the optimizer; null where only the model is needed. */
  readonly slots: ReadonlyMap<string, Variable> | null
}

/**
 * Writes weights, optimizer slots and state as one safetensors file: parameters under their own names,
 * slots under `optimizer/…`, the state as JSON in the metadata together with a checksum of everything.
 *
 * @returns the file's size in bytes
 * @throws storage when it cannot be written; the name then stands for what it stood for before
 */
export async function writeCheckpoint(path: string, weights: Weights, content: CheckpointContent): Promise<number> {
  const tensors = new Map([...named(weights)].map(([name, variable]) => [name, store(variable)]))
  const file = encodeCheckpoint(tensors, content)
  await writeDurably(path, file)
  return file.length
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
