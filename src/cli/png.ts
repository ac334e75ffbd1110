import zlib from 'node:zlib'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** 8 bits a channel, red, green, blue, alpha; deflated, filtered, not interlaced. */
const KIND = [8, 6, 0, 0, 0]

/**
 * A PNG file (ISO/IEC 15948) of pixels of four bytes each.
 * @param texts what the picture is about, by keywords such as `Description`
 */
export function encodePng(
  { width, height, pixels }: { width: number; height: number; pixels: Uint8ClampedArray },
  texts: Readonly<Record<string, string>> = {},
): Uint8Array {
  if (pixels.length !== width * height * 4)
    throw new RangeError(`${pixels.length} bytes are no ${width} × ${height} pixels`)
  const rows = new Uint8Array(height * (1 + width * 4)) // each begins with its filter: none
  for (let y = 0; y < height; y += 1) {
    rows.set(pixels.subarray(y * width * 4, (y + 1) * width * 4), y * (1 + width * 4) + 1)
  }
  return Buffer.concat([
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', Buffer.concat([uint32(width), uint32(height), Uint8Array.from(KIND)])),
    // Keyword, then: not compressed, no language, no translated keyword.
    ...Object.entries(texts).map(([keyword, text]) => chunk('iTXt', Buffer.from(`${keyword}\0\0\0\0\0${text}`))),
    chunk('IDAT', zlib.deflateSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ])
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  return Buffer.concat([uint32(content.length), body, uint32(zlib.crc32(body))])
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
