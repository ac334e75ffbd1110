import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type StoredTensor, decodeSafetensors, encodeSafetensors, floatTensor, floatValues } from './safetensors.ts'

const NAME = 'x.safetensors'

/** A file from a header and a number of data bytes, whatever they say. */
function file(header: unknown, dataBytes: number): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + json.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true)
  bytes.set(json, 8)
  return bytes
}

function entry(dtype: string, shape: unknown, begin: number, end: number) {
  return { dtype, shape, data_offsets: [begin, end] }
}

describe('safetensors', () => {
  it('reads what Python’s safetensors wrote', () => {
    const bytes = readFileSync(new URL('./fixtures/python.safetensors', import.meta.url))
    const { tensors, metadata } = decodeSafetensors(bytes, NAME)
    expect(metadata).toEqual({ 'made by': 'python', note: 'ä' })
    const weight = tensors.get('weight')!
    expect(weight.shape).toEqual([2, 3])
    expect([...floatValues(weight)]).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25])
    expect(tensors.get('count')).toMatchObject({ dtype: 'I64', shape: [] })
    expect(new Uint8Array(tensors.get('count')!.bytes)).toEqual(new Uint8Array([7, 0, 0, 0, 0, 0, 0, 0]))
    expect(tensors.get('half')).toMatchObject({ dtype: 'F16', shape: [2] })
    expect(new Uint8Array(tensors.get('flags')!.bytes)).toEqual(new Uint8Array([1, 0, 1]))
    expect(tensors.get('empty')).toMatchObject({ dtype: 'F32', shape: [0, 4] })
  })

  it('keeps metadata under any name', () => {
    const metadata = JSON.parse('{"__proto__": "kept"}') as Record<string, string>
    const read = decodeSafetensors(encodeSafetensors({ tensors: new Map(), metadata }), NAME)
    expect(Object.entries(read.metadata)).toEqual([['__proto__', 'kept']])
  })

  it('writes what it reads', () => {
    const names = fc.uniqueArray(
      fc.string({ minLength: 1 }).filter((name) => !name.startsWith('__')),
      { maxLength: 6 },
    )
    const shape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })
    fc.assert(
      fc.property(
        names,
        fc.array(shape, { minLength: 6, maxLength: 6 }),
        fc.dictionary(fc.string(), fc.string()),
        (keys, shapes, metadata) => {
          const tensors = new Map<string, StoredTensor>()
          for (const [place, key] of keys.entries()) {
            const size = shapes[place] ?? []
            const count = size.reduce((product, length) => product * length, 1)
            tensors.set(
              key,
              floatTensor(
                Float32Array.from({ length: count }, (_, index) => index / 3),
                size,
              ),
            )
          }
          const read = decodeSafetensors(encodeSafetensors({ tensors, metadata: { ...metadata } }), NAME)
          expect(read.metadata).toEqual({ ...metadata })
          expect(new Set(read.tensors.keys())).toEqual(new Set(keys))
          for (const [key, tensor] of tensors) {
            expect(read.tensors.get(key)?.shape).toEqual(tensor.shape)
            expect(floatValues(read.tensors.get(key)!)).toEqual(floatValues(tensor))
          }
        },
      ),
    )
  })

  it.each([
    ['too short', new Uint8Array(3), 'only 3 bytes'],
    ['a huge header', new Uint8Array(8).fill(0xff), 'more than the format allows'],
    ['cut within the header', file({ a: entry('F32', [1], 0, 4) }, 4).subarray(0, 20), 'ends within its header'],
    ['no JSON', file('{"a":', 0), 'not JSON'],
    ['another start', file(' {}', 0), 'does not start with “{”'],
    ['metadata that is no text', file({ __metadata__: { a: 1 } }, 0), '“a”, which is not text'],
    ['an unknown type', file({ a: entry('F33', [1], 0, 4) }, 4), 'unknown type “F33”'],
    ['no type', file({ a: {} }, 0), 'unknown type undefined'],
    ['a negative size', file({ a: entry('F32', [-1], 0, 4) }, 4), 'no valid shape'],
    ['a wrong byte count', file({ a: entry('F32', [2], 0, 4) }, 4), 'needs 8 bytes but has 4'],
    ['an absurd shape', file({ a: entry('F32', [2 ** 40, 2 ** 40], 0, 4) }, 4), 'bytes but has 4'],
    ['an overlap', file({ a: entry('F32', [2], 0, 8), b: entry('F32', [1], 4, 8) }, 8), '“b” overlaps'],
    ['a hole', file({ a: entry('F32', [1], 0, 4), b: entry('F32', [1], 8, 12) }, 12), 'leaves 4 bytes'],
    ['cut at the end', file({ a: entry('F32', [2], 0, 8) }, 5), 'ends 3 bytes too early'],
    ['bytes left over', file({ a: entry('F32', [1], 0, 4) }, 6), '2 bytes at its end'],
  ])('refuses %s', (_, bytes, fault) => {
    expect(() => decodeSafetensors(bytes, NAME)).toThrow(
      expect.objectContaining({ code: 'storage', message: expect.stringContaining(fault) as string }) as Error,
    )
    expect(() => decodeSafetensors(bytes, NAME)).toThrow(NAME)
  })
})
