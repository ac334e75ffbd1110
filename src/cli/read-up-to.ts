import type { Readable } from 'node:stream'
import { SaccadeError } from '../shared/errors.ts'

/** The text of a stream, which need not end. @throws bad-data as soon as it has more bytes than `most` */
export async function readUpTo(stream: Readable, most: number, name: string): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    const part = Buffer.from(chunk as Uint8Array | string)
    bytes += part.length
    if (bytes > most) throw new SaccadeError('bad-data', `${name} has more than ${Math.floor(most / 1024)} kB`)
    chunks.push(part)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}
