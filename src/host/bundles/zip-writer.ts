import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { checkGoingOn } from '../tasks.ts'
import type { BundleEntry } from './manifest.ts'

export interface ZipWriter {
  /** Adds a file out of its pieces, one after the other, and tells its digest. */
  add(name: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, packed?: boolean): Promise<BundleEntry>
  /** Writes what is left; the file is then complete and flushed. */
  end(): Promise<void>
  /** Gives it up; then nothing writes to its file any more, nor makes it. */
  destroy(): Promise<void>
}

/** A zip file that is written bit by bit. @throws what the system throws where it cannot be written */
export function createZip(file: string, time: Date, signal: AbortSignal): ZipWriter {
  const zip = new ZipFile()
  const stream = fs.createWriteStream(file, { flags: 'wx', flush: true })
  const written = pipeline(zip.outputStream, stream, { signal })
  written.catch(() => undefined) // it is waited for where something is added, and at the end

  return {
    async add(name, pieces, packed = true) {
      const hash = createHash('sha256')
      let bytes = 0
      const told = async function* () {
        for await (const piece of pieces) {
          checkGoingOn(signal)
          hash.update(piece)
          bytes += piece.length
          yield piece
        }
      }
      const source = Readable.from(told(), { objectMode: false })
      const read = new Promise<void>((resolve, reject) => source.on('end', resolve).on('error', reject))
      zip.addReadStream(source, name, { compress: packed, mtime: time, mode: 0o100644 })
      try {
        await Promise.race([read, written])
      } finally {
        // Where nothing can be written any more nobody reads on, and what it reads from would stay open.
        source.destroy()
      }
      return { name, bytes, sha256: hash.digest('hex') }
    },
    async end() {
      zip.end()
      await written
    },
    async destroy() {
      stream.destroy()
      // One that is destroyed before its file was opened still opens it.
      if (!stream.closed) await new Promise<void>((resolve) => stream.once('close', () => resolve()))
    },
  }
}
