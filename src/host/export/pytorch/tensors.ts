import { type Problem, SaccadeError } from '../../../shared/errors.ts'
import { type StoredTensor, floatTensor, floatValues } from '../../../shared/safetensors.ts'

export type Tensors = ReadonlyMap<string, StoredTensor>

/**
 * How one tensor of a state_dict is made of Saccade's parameters. PyTorch keeps matrices as [outputs, inputs] and some
 * of Saccade's as one, such as in_proj_weight: below each other along the first axis.
 */
export interface TensorPlan {
  readonly torch: string
  /** In PyTorch. */
  readonly shape: readonly number[]
  /** Saccade's parameters, in order along PyTorch's first axis. */
  readonly parameters: readonly string[]
  readonly transposed: boolean
}

/** nn.Embedding: the same on both sides. */
export function embeddingPlan(torch: string, parameter: string, rows: number, size: number): TensorPlan {
  return { torch: `${torch}.weight`, shape: [rows, size], parameters: [`${parameter}.weight`], transposed: false }
}

export function matrixPlan(torch: string, parameter: string, inputs: number, outputs: number): TensorPlan {
  return { torch, shape: [outputs, inputs], parameters: [parameter], transposed: true }
}

export function vectorPlan(torch: string, parameters: readonly string[], size: number): TensorPlan {
  return { torch, shape: [size], parameters, transposed: false }
}

/** nn.Linear */
export function linearPlans(
  torch: string,
  parameter: string,
  inputs: number,
  outputs: number,
  { bias = true } = {},
): TensorPlan[] {
  const weight = matrixPlan(`${torch}.weight`, `${parameter}.weight`, inputs, outputs)
  return bias ? [weight, vectorPlan(`${torch}.bias`, [`${parameter}.bias`], outputs)] : [weight]
}

export interface RecurrentSizes {
  readonly cell: 'gru' | 'lstm'
  readonly directions: number
  readonly hidden: number
  /** What the layer reads. */
  readonly inputs: number
}

const GATES = { gru: 3, lstm: 4 } as const

/** Layer `layer` of the nn.GRU or nn.LSTM `torch`, both directions; `parameter` such as `encoder.layers.0`. */
export function recurrentPlans(
  torch: string,
  layer: number,
  parameter: string,
  { cell, directions, hidden, inputs }: RecurrentSizes,
): TensorPlan[] {
  const rows = GATES[cell] * hidden
  return ['forward', 'backward'].slice(0, directions).flatMap((direction) => {
    const suffix = `l${layer}${direction === 'backward' ? '_reverse' : ''}`
    const own = `${parameter}.${direction}`
    return [
      matrixPlan(`${torch}.weight_ih_${suffix}`, `${own}.weightInput`, inputs, rows),
      matrixPlan(`${torch}.weight_hh_${suffix}`, `${own}.weightHidden`, hidden, rows),
      vectorPlan(`${torch}.bias_ih_${suffix}`, [`${own}.biasInput`], rows),
      vectorPlan(`${torch}.bias_hh_${suffix}`, [`${own}.biasHidden`], rows),
    ]
  })
}

/**
 * Saccade's parameters as a state_dict; every parameter has its place in it exactly once.
 * @throws internal when the plans and the parameters do not fit each other
 */
export function toPytorch(plans: readonly TensorPlan[], parameters: Tensors): Map<string, StoredTensor> {
  const left = new Set(parameters.keys())
  const state = new Map<string, StoredTensor>()
  for (const { torch, shape, parameters: names, transposed } of plans) {
    const parts = names.map((name) => {
      const tensor = parameters.get(name)
      if (!tensor || !left.delete(name)) throw misfit(`${torch} needs the parameter ${name}`)
      return transposed ? transpose(tensor) : tensor
    })
    const joined = join(parts)
    if (String(joined.shape) !== String(shape)) throw misfit(`${torch} is [${joined.shape.join(', ')}]`)
    state.set(torch, joined)
  }
  if (left.size > 0) throw misfit(`there is no place for ${[...left].join(', ')}`)
  return state
}

/**
 * A state_dict as Saccade's parameters: the inverse of {@link toPytorch}.
 * @throws bad-data naming every tensor that is missing, unexpected, of another shape or type, or not finite
 */
export function fromPytorch(plans: readonly TensorPlan[], state: Tensors): Map<string, StoredTensor> {
  const problems = findProblems(plans, state)
  if (problems.length > 0) {
    const count = problems.length === 1 ? '1 tensor does' : `${problems.length} tensors do`
    throw new SaccadeError('bad-data', `${count} not fit the model of config.json`, {
      problems,
      hint: 'Save the state_dict of the Seq2Seq in model.py, as float32, and change sizes in config.json as you changed them there. Nothing was imported.',
    })
  }
  const parameters = new Map<string, StoredTensor>()
  for (const { torch, parameters: names, transposed } of plans) {
    const tensor = state.get(torch)
    if (!tensor) continue
    const parts = cut(tensor, names.length)
    names.forEach((name, index) => {
      const part = parts[index]
      if (part) parameters.set(name, transposed ? transpose(part) : part)
    })
  }
  return parameters
}

function findProblems(plans: readonly TensorPlan[], state: Tensors): Problem[] {
  const wanted = new Set(plans.map(({ torch }) => torch))
  const faults = plans.flatMap(({ torch, shape }) => {
    const message = faultOf(state.get(torch), shape)
    return message ? [{ path: torch, message }] : []
  })
  const unexpected = [...state.keys()].filter((name) => !wanted.has(name))
  return [...faults, ...unexpected.map((path) => ({ path, message: 'is not in the model' }))]
}

function faultOf(tensor: StoredTensor | undefined, shape: readonly number[]): string | null {
  if (!tensor) return 'is missing'
  if (String(tensor.shape) !== String(shape)) return `is [${tensor.shape.join(', ')}] instead of [${shape.join(', ')}]`
  if (tensor.dtype !== 'F32') return `is ${tensor.dtype} instead of F32`
  return floatValues(tensor).every(Number.isFinite) ? null : 'holds a number that is not finite'
}

function transpose(tensor: StoredTensor): StoredTensor {
  const [rows = 0, columns = 0] = tensor.shape
  const values = floatValues(tensor)
  const turned = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column] ?? 0
  }
  return floatTensor(turned, [columns, rows])
}

/** Below each other along the first axis. */
function join(parts: readonly StoredTensor[]): StoredTensor {
  const [first] = parts
  if (!first) throw misfit('a tensor is made of nothing')
  if (parts.length === 1) return first
  const [rows = 0, ...rest] = first.shape
  const bytes = new Uint8Array(Buffer.concat(parts.map((part) => part.bytes)))
  return { dtype: 'F32', shape: [rows * parts.length, ...rest], bytes }
}

/** Into so many equal pieces along the first axis. */
function cut(tensor: StoredTensor, count: number): StoredTensor[] {
  if (count === 1) return [tensor]
  const [rows = 0, ...rest] = tensor.shape
  const length = tensor.bytes.length / count
  return Array.from({ length: count }, (_, index) => ({
    dtype: tensor.dtype,
    shape: [rows / count, ...rest],
    bytes: tensor.bytes.subarray(index * length, (index + 1) * length),
  }))
}

function misfit(what: string): SaccadeError {
  return new SaccadeError('internal', `The PyTorch package does not fit the model: ${what}`)
}
