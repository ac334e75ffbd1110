import { z } from 'zod'

/** JSON has no NaN and no infinity: they become the texts "NaN", "Infinity" and "-Infinity", and typed arrays lists. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) return String(inner)
    return ArrayBuffer.isView(inner) && !(inner instanceof DataView) ? Array.from(inner as Float32Array) : inner
  })
}

/** A number as {@link toJson} writes it. */
export const jsonNumberSchema = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)], {
  error: 'must be a number, “NaN”, “Infinity” or “-Infinity”',
})
