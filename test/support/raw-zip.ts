/** Zip files as nobody should write them: any names, kinds, sizes and flags. Layout: PKWARE's APPNOTE, 4.3. */
import zlib from 'node:zlib'

export interface RawEntry {
  readonly name: string
  readonly content: Uint8Array
  /** Deflated; else stored. */
  readonly packed?: boolean
  /** What the file says of itself, in the place of the truth. */
  readonly told?: { readonly bytes?: number; readonly method?: number; readonly flags?: number; readonly mode?: number }
}

export function rawZip(entries: readonly RawEntry[]): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  const put = (part: Uint8Array): void => {
    parts.push(part)
    at += part.length
  }
  for (const { name, content, packed = false, told = {} } of entries) {
    const data = packed ? zlib.deflateRawSync(content) : content
    const begin = at
    const common = Buffer.alloc(26) // what both headers have, from the version needed on
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x800 | (told.flags ?? 0), 2)
    common.writeUInt16LE(told.method ?? (packed ? 8 : 0), 4)
    common.writeUInt32LE(zlib.crc32(content), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(told.bytes ?? content.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    put(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name)]))
    put(data)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(((told.mode ?? 0o100644) << 16) >>> 0, 6)
    rest.writeUInt32LE(begin, 10)
    const made = Buffer.from([20, 3]) // made by UNIX, whose modes these are
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, common, rest, Buffer.from(name)]))
  }
  const begin = at
  directory.forEach(put)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(at - begin, 8)
  end.writeUInt32LE(begin, 12)
  return Buffer.concat([...parts, Buffer.from('PK\x05\x06', 'latin1'), end])
}
