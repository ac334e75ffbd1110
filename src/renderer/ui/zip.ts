/** A file in an archive: its name without folders. */
export interface ArchiveFile {
  readonly name: string
  readonly content: Uint8Array
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const VERSION = 20
/** Bit 11: names are UTF-8. */
const FLAGS = 0x0800
/** 1980-01-01, where the format's calendar begins: the same files always make the same archive. */
const DATE = 0x0021

/**
 * Files as a ZIP archive inside `folder`, stored as they are: weights do not shrink. Without ZIP64, so below 4 GB.
 * (APPNOTE.TXT of PKWARE, sections 4.3 and 4.4)
 */
export function zip(folder: string, files: readonly ArchiveFile[]): Uint8Array<ArrayBuffer>[] {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const central: Uint8Array<ArrayBuffer>[] = []
  let offset = 0
  const add = (part: Uint8Array<ArrayBuffer>) => {
    parts.push(part)
    offset += part.length
  }
  for (const { name, content } of files) {
    const path = new TextEncoder().encode(`${folder}/${name}`)
    const { length } = content
    const common = [...u16(VERSION, FLAGS, 0, 0, DATE), ...u32(crc32(content), length, length), ...u16(path.length, 0)]
    const start = offset
    add(Uint8Array.from([...u32(LOCAL), ...common, ...path]))
    add(new Uint8Array(content))
    central.push(
      Uint8Array.from([...u32(CENTRAL), ...u16(VERSION), ...common, ...u16(0, 0, 0), ...u32(0, start), ...path]),
    )
  }
  const start = offset
  central.forEach(add)
  const size = offset - start
  add(Uint8Array.from([...u32(END), ...u16(0, 0, files.length, files.length), ...u32(size, start), ...u16(0)]))
  return parts
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

function crc32(content: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of content) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0)
  return (crc ^ 0xffffffff) >>> 0
}

/** Little-endian bytes. */
function u16(...values: number[]): number[] {
  return values.flatMap((value) => [value & 0xff, (value >>> 8) & 0xff])
}

function u32(...values: number[]): number[] {
  return values.flatMap((value) => u16(value & 0xffff, value >>> 16))
}
