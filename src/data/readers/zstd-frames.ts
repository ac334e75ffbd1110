// Where the frames of zstd end (RFC 8878, 3.1), told by the sizes that their blocks begin with, without expanding anything.

const MAGIC = 0xfd2fb528
const SKIPPED_MAGIC = 0x184d2a50
/** Bytes of the dictionary id and of the content size, by the flags of a frame. */
const DICTIONARY_BYTES = [0, 1, 2, 4]
const SIZE_BYTES = [0, 2, 4, 8]

export interface FrameWalk {
  /**
   * Goes on through a piece of the file.
   * @returns where in it the frame ends; -1 where it goes on behind it
   * @throws RangeError where no frame is
   */
  pass(piece: Uint8Array): number
}

/** Walks over a file of frames, one after the other; so that each can be expanded by itself. */
export function createFrameWalk(): FrameWalk {
  const header = new DataView(new ArrayBuffer(16))
  let held = 0
  let needed = 4
  let read = readMagic
  /** Bytes that are no header, and whether the frame ends behind them. */
  let skipped = 0
  let isLast = false
  let hasChecksum = false

  function expect(bytes: number, then: () => void): void {
    held = 0
    needed = bytes
    read = then
  }

  function readMagic(): void {
    const magic = header.getUint32(0, true)
    if (magic === MAGIC) expect(1, readDescriptor)
    else if ((magic & 0xfffffff0) >>> 0 === SKIPPED_MAGIC) expect(4, readSkippedSize)
    else throw new RangeError('what follows a frame is no frame')
  }

  function readSkippedSize(): void {
    skipped = header.getUint32(0, true)
    isLast = true
  }

  function readDescriptor(): void {
    const flags = header.getUint8(0)
    const isSingle = (flags & 0x20) !== 0
    hasChecksum = (flags & 0x04) !== 0
    const size = SIZE_BYTES[flags >> 6] || (isSingle ? 1 : 0)
    skipped = (isSingle ? 0 : 1) + (DICTIONARY_BYTES[flags & 3] ?? 0) + size
    expect(3, readBlock)
  }

  function readBlock(): void {
    const [kind, size] = [(header.getUint8(0) >> 1) & 3, (header.getUint16(1, true) << 5) | (header.getUint8(0) >> 3)]
    isLast = (header.getUint8(0) & 1) !== 0
    // A byte that is repeated stands once.
    skipped = (kind === 1 ? 1 : size) + (isLast && hasChecksum ? 4 : 0)
    expect(3, readBlock)
  }

  return {
    pass(piece) {
      for (let at = 0; ;) {
        const passed = Math.min(skipped, piece.length - at)
        at += passed
        skipped -= passed
        if (isLast && skipped === 0) {
          isLast = false
          expect(4, readMagic)
          return at
        }
        if (at === piece.length) return -1
        header.setUint8(held++, piece[at++] ?? 0)
        if (held === needed) read()
      }
    },
  }
}
