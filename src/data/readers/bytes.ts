import fs from 'node:fs'
import { open } from 'node:fs/promises'
import { SaccadeError } from '../../shared/errors.ts'
import { checkOrdinaryFile, unreadable } from '../../shared/ordinary-file.ts'
import { badData } from './problems.ts'

/** A file by its path, or bytes that come by themselves, with the name that messages give them. */
export type TextSource = string | { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> }

export function nameOf(source: TextSource): string {
  return typeof source === 'string' ? source : source.name
}

/** Read at once. */
const CHUNK_BYTES = 1024 * 1024

/**
 * Told of every byte of every file that is read, in order and once, as it lies on the disk.
 * @param place 1 where it is of the file of the targets; it may be one and the same file
 */
export type OnBytes = (bytes: Uint8Array, place?: 0 | 1) => void

/**
 * The bytes of an ordinary file, piece by piece, as they lie on the disk.
 * @throws bad-data when it cannot be read, or changes or vanishes meanwhile
 */
export async function* readFileBytes(path: string, onBytes?: OnBytes): AsyncGenerator<Uint8Array> {
  const unchanged = watchFile(path)
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      for (let read = 0; ;) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES)
        if (bytesRead === 0) break
        read += bytesRead
        // What is written to as fast as it is read would never end. Files of /proc tell no size.
        if (size > 0 && read > size) unchanged()
        const piece = buffer.subarray(0, bytesRead)
        onBytes?.(piece)
        yield piece
      }
    } finally {
      await file.close()
    }
    unchanged()
  } catch (error) {
    throw error instanceof SaccadeError ? error : unreadable(path, error)
  }
}

/**
 * Looks at a file that is going to be read. What it gives is called once it has been.
 * @throws bad-data, both when it is no ordinary file and, afterwards, when it is no longer what it was
 */
export function watchFile(path: string): () => void {
  checkOrdinaryFile(path)
  const before = fs.statSync(path)
  return () => {
    let after: fs.Stats
    try {
      after = fs.statSync(path)
    } catch (error) {
      throw badData(path, `${path} vanished while it was read`, {
        hint: 'Read a file that stays where it is, such as a copy.',
        cause: error,
      })
    }
    if (after.size === before.size && after.mtimeMs === before.mtimeMs && after.ino === before.ino) return
    throw badData(path, `${path} changed while it was read`, {
      hint: 'Wait until what writes it is done, or read a copy.',
    })
  }
}
