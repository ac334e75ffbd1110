import { z } from 'zod'
import { decodeFloat16, encodeFloat16 } from '../../shared/float16.ts'

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Numbers as float16, low bytes first, in Base64: in Python `numpy.frombuffer(base64.b64decode(text), '<f2')`. */
export function toHalves(values: Float32Array): string {
  const halves = encodeFloat16(values)
  return Buffer.from(halves.buffer, halves.byteOffset, halves.byteLength).toString('base64')
}

/** The inverse of {@link toHalves}. */
export const halvesSchema = z
  .string()
  .refine((text) => BASE64.test(text) && Buffer.byteLength(text, 'base64') % 2 === 0, 'must be float16 in Base64')
  .transform((text) => decodeFloat16(new Uint16Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)))

/** Whole numbers of at most 31 bits. */
export const wholeNumbersSchema = z.array(z.int().min(0).max(0x7fffffff)).transform((values) => Int32Array.from(values))
