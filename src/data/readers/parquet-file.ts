import { open } from 'node:fs/promises'
import type { AsyncBuffer } from 'hyparquet'
import { SaccadeError } from '../../shared/errors.ts'
import { unreadable } from '../../shared/ordinary-file.ts'
import { type OnBytes, type TextSource, readFileBytes, watchFile } from './bytes.ts'
import { compressionOf, expanded } from './compression.ts'
import { badData } from './problems.ts'

export interface ParquetFile {
  readonly buffer: AsyncBuffer
  /** Called when all was read. @throws bad-data where the file has changed meanwhile */
  readonly done: () => void
  readonly close: () => Promise<void>
}

/** Parquet is compressed within; a file that was compressed again has to be held in memory as a whole. */
const LARGEST_IN_MEMORY = 512 * 1024 * 1024

/** A Parquet file to be read here and there. @throws bad-data */
export async function openParquet(source: TextSource, onBytes?: OnBytes): Promise<ParquetFile> {
  if (typeof source !== 'string') return inMemory(source.name, source.bytes)
  const unchanged = watchFile(source)
  const handle = await open(source, 'r').catch((error: unknown) => {
    throw unreadable(source, error)
  })
  try {
    const head = Buffer.alloc(4)
    await handle.read(head, 0, 4, 0)
    if (compressionOf(head)) {
      await handle.close()
      return await inMemory(source, readFileBytes(source, onBytes))
    }
    const { size } = await handle.stat()
    // It is read here and there afterwards, and parts of it never.
    if (onBytes) for await (const piece of readFileBytes(source, onBytes)) if (piece.length === 0) break
    const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
      const bytes = new Uint8Array(Math.max(0, end - start))
      const { bytesRead } = await handle.read(bytes, 0, bytes.byteLength, start)
      if (bytesRead < bytes.byteLength)
        throw badData(source, `${source} is cut short`, { hint: 'Copy the file again.' })
      return bytes.buffer
    }
    return { buffer: { byteLength: size, slice }, done: unchanged, close: () => handle.close() }
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error instanceof SaccadeError ? error : unreadable(source, error)
  }
}

async function inMemory(name: string, chunks: AsyncIterable<Uint8Array>): Promise<ParquetFile> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of expanded(name, chunks)) {
    bytes += part.byteLength
    if (bytes > LARGEST_IN_MEMORY) {
      throw badData(name, `${name} is a compressed Parquet file of more than ${LARGEST_IN_MEMORY / 1024 / 1024} MB`, {
        hint: 'Unpack it first: Parquet is compressed within, and is read here and there.',
      })
    }
    parts.push(part)
  }
  const all = new Uint8Array(Buffer.concat(parts))
  return {
    buffer: {
      byteLength: bytes,
      slice: (start, end) => all.buffer.slice(all.byteOffset + start, all.byteOffset + (end ?? bytes)),
    },
    done: () => undefined,
    close: () => Promise.resolve(),
  }
}
