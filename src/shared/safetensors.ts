import { SaccadeError } from './errors.ts'

/**
 * The safetensors format: 8 bytes little-endian header length, a JSON header, then the tensors' raw
 * little-endian bytes without gaps (https://huggingface.co/docs/safetensors).
 */
export interface StoredTensor {
  readonly dtype: StoredType
  readonly shape: readonly number[]
  /** Little-endian, row-major. */
  readonly bytes: Uint8Array
}

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly metadata: Readonly<Record<string, string>>
}

const SIZES = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
} as const

export type StoredType = keyof typeof SIZES

const LENGTH_BYTES = 8
const LARGEST_HEADER = 100_000_000
const ALIGNMENT = 8

/** Float32 numbers as a tensor to store. */
export function floatTensor(values: Float32Array, shape: readonly number[]): StoredTensor {
  return { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) }
}

/** The numbers of an F32 tensor, as a copy. */
export function floatValues({ bytes }: StoredTensor): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer)
}

/** Lays the tensors out, those with the widest elements first so that each one starts aligned. */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const ordered = [...tensors].sort(([, a], [, b]) => SIZES[b.dtype] - SIZES[a.dtype])
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {}
  let offset = 0
  for (const [name, { dtype, shape, bytes }] of ordered) {
    if (bytes.length !== byteLength(dtype, shape) || Object.hasOwn(header, name)) {
      throw new SaccadeError('internal', `The tensor “${name}” does not fit its shape [${shape.join(', ')}]`)
    }
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] }
    offset += bytes.length
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const headerLength = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT
  const file = new Uint8Array(LENGTH_BYTES + headerLength + offset)
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true)
  file.set(json, LENGTH_BYTES)
  file.fill(0x20, LENGTH_BYTES + json.length, LENGTH_BYTES + headerLength) // spaces, as the format asks
  let position = LENGTH_BYTES + headerLength
  for (const [, { bytes }] of ordered) {
    file.set(bytes, position)
    position += bytes.length
  }
  return file
}

/**
 * Reads a whole file, checking everything the format promises: no byte outside the header belongs to
 * no tensor or to two, and every tensor's bytes fit its type and shape.
 *
 * @param name the file's name for messages
 * @throws storage naming the file and what is wrong with it
 */
export function decodeSafetensors(file: Uint8Array, name: string): SafetensorsFile {
  const { header, start } = readHeader(file, name)
  const metadata = readMetadata(header.__metadata__, name)
  const entries = Object.entries(header).filter(([key]) => key !== '__metadata__')
  const described = entries
    .map(([key, value]) => describe(key, value, name))
    .sort((a, b) => a.begin - b.begin || a.end - b.end)
  let expected = 0
  for (const { key, begin, end } of described) {
    if (begin !== expected) {
      const fault =
        begin < expected ? 'overlaps the one before it' : `leaves ${begin - expected} bytes before it unused`
      throw corrupt(name, `tensor “${key}” ${fault}`)
    }
    expected = end
  }
  const available = file.length - start
  if (expected > available) throw corrupt(name, `it ends ${expected - available} bytes too early`)
  if (expected < available) throw corrupt(name, `${available - expected} bytes at its end belong to no tensor`)
  const positions = new Map(described.map((entry) => [entry.key, entry]))
  const tensors = new Map<string, StoredTensor>()
  for (const [key] of entries) {
    const entry = positions.get(key)
    if (!entry) continue
    const bytes = file.subarray(start + entry.begin, start + entry.end)
    tensors.set(key, { dtype: entry.dtype, shape: entry.shape, bytes })
  }
  return { tensors, metadata }
}

function readHeader(file: Uint8Array, name: string): { header: Record<string, unknown>; start: number } {
  if (file.length < LENGTH_BYTES) throw corrupt(name, `it has only ${file.length} bytes, too few for a header`)
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true)
  if (length > LARGEST_HEADER)
    throw corrupt(name, `its header claims ${length.toString()} bytes, more than the format allows`)
  const start = LENGTH_BYTES + Number(length)
  if (start > file.length) throw corrupt(name, `it ends within its header (${file.length} of at least ${start} bytes)`)
  const header = parseJson(file.subarray(LENGTH_BYTES, start), name)
  if (!isRecord(header)) throw corrupt(name, 'its header is not a JSON object')
  return { header, start }
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  if (bytes[0] !== 0x7b) throw corrupt(name, 'its header does not start with “{”')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch (error) {
    throw corrupt(name, 'its header is not JSON', error)
  }
}

function readMetadata(value: unknown, name: string): Record<string, string> {
  if (value === undefined) return {}
  if (!isRecord(value)) throw corrupt(name, '__metadata__ is not an object')
  const entries: [string, string][] = []
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw corrupt(name, `__metadata__ holds “${key}”, which is not text`)
    entries.push([key, text])
  }
  return Object.fromEntries(entries) // unlike an assignment, keeps a key called __proto__
}

interface Described {
  key: string
  dtype: StoredType
  shape: number[]
  begin: number
  end: number
}

function describe(key: string, value: unknown, name: string): Described {
  const entry = isRecord(value) ? value : {}
  const { dtype, shape, data_offsets: offsets } = entry
  if (typeof dtype !== 'string' || !isStoredType(dtype)) {
    throw corrupt(name, `tensor “${key}” has the unknown type ${quote(dtype)}`)
  }
  if (!isSizes(shape)) throw corrupt(name, `tensor “${key}” has no valid shape`)
  if (!isSizes(offsets) || offsets.length !== 2) throw corrupt(name, `tensor “${key}” has no valid data_offsets`)
  const [begin = 0, end = 0] = offsets
  const needed = byteLength(dtype, shape)
  if (end - begin !== needed) {
    throw corrupt(
      name,
      `tensor “${key}” of ${dtype} [${shape.join(', ')}] needs ${needed} bytes but has ${end - begin}`,
    )
  }
  return { key, dtype, shape, begin, end }
}

/** Of a tensor; infinite or inexact where a shape is absurd, which then equals no real length. */
function byteLength(dtype: StoredType, shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, SIZES[dtype])
}

function quote(value: unknown): string {
  return typeof value === 'string' ? `“${value}”` : typeof value
}

function isStoredType(text: string): text is StoredType {
  return Object.hasOwn(SIZES, text)
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function corrupt(name: string, fault: string, cause?: unknown): SaccadeError {
  return new SaccadeError('storage', `The file ${name} is damaged: ${fault}`, {
    hint: 'Use another checkpoint of the run or restore the file from a backup; it was not changed.',
    cause,
  })
}
