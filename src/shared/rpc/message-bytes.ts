import { SaccadeError } from '../errors.ts'
import { encode } from './codec.ts'

/** In bytes. Larger messages are neither sent nor read. */
export const LARGEST_MESSAGE = 256 * 1024 * 1024

/** A message as bytes that the other end reads. @throws bad-usage where they are too many, internal for what is no data */
export function messageBytes(message: unknown): Uint8Array<ArrayBuffer> {
  const bytes = encode(message)
  if (bytes.length > LARGEST_MESSAGE) throw tooLarge(bytes.length)
  return bytes
}

function tooLarge(bytes: number): SaccadeError {
  const size = (count: number): string => `${Math.ceil(count / 1024 / 1024)} MB`
  return new SaccadeError(
    'bad-usage',
    `A message of ${size(bytes)} is too large; ${size(LARGEST_MESSAGE)} is the most.`,
    {
      hint: 'Put a large file into the data folder yourself, or give its path.',
    },
  )
}
