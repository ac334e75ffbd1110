import { Packr } from 'msgpackr/index-no-eval'
import { SaccadeError } from '../errors.ts'

// Without `structuredClone` typed arrays come back as wrong bytes, and Map, Set and BigInt are lost.
const packr = new Packr({ structuredClone: true })

/**
 * One message as bytes, in MessagePack. Whatever a structured clone keeps of plain data is kept: typed
 * arrays, NaN, infinities, undefined, Map, Set, Date, bigint; only -0 becomes 0.
 * @throws SaccadeError `internal` for what is no data, such as a symbol
 */
export function encode(message: unknown): Uint8Array<ArrayBuffer> {
  try {
    return packr.pack(message)
  } catch (error) {
    throw new SaccadeError('internal', `A message cannot be encoded: ${reason(error)}`, { cause: error })
  }
}

/**
 * The inverse of {@link encode}, for bytes from anywhere.
 * @throws SaccadeError `bad-usage` for bytes that are no single message
 */
export function decode(bytes: Uint8Array): unknown {
  try {
    return packr.unpack(bytes)
  } catch (error) {
    throw new SaccadeError('bad-usage', `The bytes received are no message: ${reason(error)}`, {
      hint: 'Both ends must be of the same version; reload the page or restart Saccade.',
      cause: error,
    })
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
