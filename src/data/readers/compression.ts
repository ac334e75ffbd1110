// Compressed bytes are known by how they begin, not by the name of their file.
import { Readable, type Transform, pipeline } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { SaccadeError } from '../../shared/errors.ts'
import { badData } from './problems.ts'
import { type FrameWalk, createFrameWalk } from './zstd-frames.ts'

type Chunks = AsyncIterable<Uint8Array>
type Compression = 'gzip' | 'zstd'

/** So many bytes are handed on together, so that lines need not be put together from small pieces. */
const TOGETHER = 1024 * 1024

/** No text shrinks to less than a 500th; up to so much is expanded before that is looked at. */
const FREELY_EXPANDED = 256 * 1024 * 1024
const LARGEST_RATIO = 500

const CHUNK = 256 * 1024

export function compressionOf(head: Uint8Array): Compression | null {
  const magic = Buffer.from(head.subarray(0, 4)).toString('hex')
  if (magic.startsWith('1f8b')) return 'gzip'
  return magic === '28b52ffd' || /^5.2a4d18$/.test(magic) ? 'zstd' : null
}

/**
 * The bytes as they were before they were compressed, whether by gzip (all members), by zstd (all frames) or not at all.
 * @throws bad-data where they are damaged or cut short, or expand beyond all measure
 */
export async function* expanded(name: string, chunks: Chunks): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  try {
    const first = await iterator.next()
    if (first.done === true) return
    const compression = compressionOf(first.value)
    const all = resumed(first.value, iterator)
    if (compression === null) yield* all
    else yield* together(bounded(name, compression, all))
  } finally {
    await iterator.return?.()
  }
}

async function* resumed(first: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  for (;;) {
    const next = await iterator.next()
    if (next.done === true) return
    yield next.value
  }
}

async function* bounded(name: string, compression: Compression, chunks: Chunks): AsyncGenerator<Uint8Array> {
  let given = 0
  let made = 0
  async function* counted() {
    for await (const chunk of chunks) {
      given += chunk.byteLength
      yield chunk
    }
  }
  for await (const chunk of compression === 'gzip' ? gunzip(name, counted()) : unzstd(name, counted())) {
    made += chunk.byteLength
    if (made > FREELY_EXPANDED && made > LARGEST_RATIO * given) {
      throw tooMuch(name)
    }
    yield chunk
  }
}

function gunzip(name: string, chunks: Chunks): Chunks {
  return through(name, 'gzip', createGunzip({ chunkSize: CHUNK }), chunks)
}

/** Frame by frame: node:zlib takes the end of the first one for the end of the file. */
async function* unzstd(name: string, chunks: Chunks): AsyncGenerator<Uint8Array> {
  const walk = createFrameWalk()
  const iterator = chunks[Symbol.asyncIterator]()
  /** What has come and belongs to no frame yet; null when all has come. */
  let rest: Uint8Array | null = new Uint8Array(0)

  async function more(): Promise<Uint8Array | null> {
    if (rest?.length === 0) {
      const next = await iterator.next()
      rest = next.done === true ? null : next.value
    }
    return rest
  }
  async function* frame() {
    for (let piece = await more(); piece !== null; piece = await more()) {
      const end = endOfFrame(name, walk, piece)
      rest = end === -1 ? new Uint8Array(0) : piece.subarray(end)
      yield end === -1 ? piece : piece.subarray(0, end)
      if (end !== -1) return
    }
  }
  while ((await more()) !== null) {
    yield* through(name, 'zstd', createZstdDecompress({ chunkSize: CHUNK }), frame())
  }
}

function endOfFrame(name: string, walk: FrameWalk, piece: Uint8Array): number {
  try {
    return walk.pass(piece)
  } catch (error) {
    throw damaged(name, 'zstd', error)
  }
}

/** What a stream of node:zlib makes of the chunks, checksums looked at. */
async function* through(
  name: string,
  compression: Compression,
  stream: Transform,
  chunks: Chunks,
): AsyncGenerator<Uint8Array> {
  // Errors of either end come out of the stream that is read.
  pipeline(Readable.from(chunks, { objectMode: false }), stream, () => undefined)
  try {
    for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk
  } catch (error) {
    if (error instanceof SaccadeError || !(error instanceof Error)) throw error
    const code = 'code' in error ? error.code : ''
    if (typeof code !== 'string' || !/^(Z_|ZSTD_)/.test(code)) throw error
    throw code === 'Z_BUF_ERROR' ? cutShort(name, compression, error) : damaged(name, compression, error)
  } finally {
    stream.destroy()
  }
}

async function* together(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    waiting.push(chunk)
    bytes += chunk.byteLength
    if (bytes < TOGETHER) continue
    yield Buffer.concat(waiting)
    waiting = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(waiting)
}

function tooMuch(name: string): SaccadeError {
  return badData(name, `${name} expands to more than ${LARGEST_RATIO} times its size, which no text does`, {
    hint: 'It may have been made to fill the memory or the disk. Expand it by other means if you trust it.',
  })
}

function cutShort(name: string, compression: Compression, cause: unknown): SaccadeError {
  return badData(name, `${name} is cut short: its ${compression} data ends in the middle`, {
    hint: 'Copy or download the file again.',
    cause,
  })
}

function damaged(name: string, compression: Compression, cause: unknown): SaccadeError {
  const words = cause instanceof Error ? ` (${cause.message})` : ''
  return badData(name, `${name} is damaged: its ${compression} data cannot be expanded${words}`, {
    hint: 'Copy or download the file again.',
    cause,
  })
}
