import fc from 'fast-check'
import { constants, zstdCompressSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { SaccadeError } from '../../shared/errors.ts'
import { expanded } from './compression.ts'
import { asSaccadeError } from './test-support.ts'

async function expand(bytes: Uint8Array, size = bytes.length): Promise<Buffer> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
  }
  const parts: Uint8Array[] = []
  for await (const part of expanded('a.zst', pieces())) parts.push(part)
  return Buffer.concat(parts)
}

const frame = (text: string, checksum = true, level = 3) =>
  zstdCompressSync(Buffer.from(text), {
    params: {
      [constants.ZSTD_c_checksumFlag]: checksum ? 1 : 0,
      [constants.ZSTD_c_contentSizeFlag]: level % 2,
      [constants.ZSTD_c_compressionLevel]: level,
    },
  })

function skipped(bytes: number): Buffer {
  const head = Buffer.alloc(8 + bytes, 0x28)
  head.writeUInt32LE(0x184d2a53, 0)
  head.writeUInt32LE(bytes, 4)
  return head
}

it('expands all frames, whatever pieces they come in, those between them that hold nothing too', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.integer({ min: 0, max: 300_000 }).map((length) => 'x'.repeat(length)),
    fc
      .integer({ min: 0, max: 9000 })
      .map((count) => Array.from({ length: count }, (_, i) => (i * 7919) % 997).join(' ')),
  )
  const part = fc.record({ text, checksum: fc.boolean(), level: fc.integer({ min: 1, max: 4 }), gap: fc.nat(20) })
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 4, max: 5000 }),
      async (parts, size) => {
        const frames = parts.flatMap((one) => [
          frame(one.text, one.checksum, one.level),
          ...(one.gap > 10 ? [skipped(one.gap - 11)] : []),
        ])
        const whole = await expand(Buffer.concat(frames), size)
        expect(whole.equals(Buffer.from(parts.map((one) => one.text).join('')))).toBe(true)
      },
    ),
    { numRuns: 25 },
  )
})

it('refuses what its checksum does not fit, and never gives other text for a byte that was changed', async () => {
  const text = Array.from({ length: 300 }, (_, i) => `line ${(i * 7919) % 997}`).join('\n')
  const whole = Buffer.concat([frame(text), frame('last')])
  for (let at = 4; at < whole.length; at++) {
    const hit = Buffer.from(whole)
    hit[at] = (hit[at] ?? 0) ^ 0x10
    const result = await expand(hit).catch(asSaccadeError)
    if (result instanceof SaccadeError) expect(result.message).toMatch(/a\.zst is (cut short|damaged): its zstd data/)
    else expect(result.toString()).toBe(`${text}last`)
  }
})
