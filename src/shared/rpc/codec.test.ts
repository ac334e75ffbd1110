import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SaccadeError } from '../errors.ts'
import { decode, encode } from './codec.ts'

const typedArray = fc.oneof(
  fc.float32Array({ noNaN: false }),
  fc.float64Array({ noNaN: false }),
  fc.int32Array(),
  fc.uint8Array(),
  fc.uint16Array(),
)
// -0 becomes 0, which the codec states. A key `__proto__` is renamed, so that no message can set a prototype.
const number = fc.oneof(fc.double(), fc.integer()).map((value) => (value === 0 ? 0 : value))
const name = fc.string().filter((key) => !key.startsWith('__proto_'))
const leaf = fc.oneof(number, fc.string(), fc.boolean(), fc.bigInt(), fc.constantFrom(undefined, null), typedArray)
const { message } = fc.letrec<{ message: unknown }>((tie) => ({
  message: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('message'), { maxLength: 5 }),
    fc.dictionary(name, tie('message'), { maxKeys: 5, noNullPrototype: true }),
    fc
      .array(fc.tuple(fc.oneof(fc.string(), fc.integer()), tie('message')), { maxLength: 4 })
      .map((pairs) => new Map(pairs)),
    fc.uniqueArray(fc.string(), { maxLength: 4 }).map((entries) => new Set(entries)),
  ),
}))

/** Bytes as a network hands them over: not at the start of their buffer, so not aligned. */
function received(bytes: Uint8Array): Uint8Array {
  const wider = new Uint8Array(bytes.length + 3)
  wider.set(bytes, 3)
  return wider.subarray(3)
}

describe('codec', () => {
  it('gives back every message as it was', () => {
    fc.assert(
      fc.property(message, (original) => {
        expect(decode(received(encode(original)))).toStrictEqual(original)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps what JSON would lose', () => {
    const original = {
      weights: Float32Array.of(0.25, NaN, -Infinity),
      steps: Float64Array.of(1, Number.MAX_SAFE_INTEGER),
      latest: { loss: NaN, perplexity: Infinity },
      missing: undefined,
      large: 2n ** 70n,
      byName: new Map<unknown, unknown>([[1, { deep: new Uint8Array(0) }]]),
    }
    expect(decode(encode(original))).toStrictEqual(original)
  })

  it('answers any bytes with a message or a clear error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          decode(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(SaccadeError)
          expect(error).toMatchObject({ code: 'bad-usage', message: expect.stringContaining('no message') as string })
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['a cut message', encode({ text: 'x'.repeat(100) }).subarray(0, 50)],
    ['two messages', Uint8Array.of(...encode(1), ...encode(2))],
    ['nesting without end', new Uint8Array(200_000).fill(0x91)],
  ])('refuses %s', (_, bytes) => {
    expect(() => decode(bytes)).toThrow(SaccadeError)
  })

  it('lets no message set a prototype', () => {
    const hostile: unknown = JSON.parse('{"__proto__": {"admin": true}}')
    expect(Reflect.get(decode(encode(hostile)) as object, 'admin')).toBeUndefined()
  })

  it('says what it cannot encode', () => {
    expect(() => encode({ key: Symbol('x') })).toThrow(/cannot be encoded/)
  })
})
