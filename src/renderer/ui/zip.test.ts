import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { expect, it } from 'vitest'
import { zip } from './zip.ts'

const files = [
  { name: 'a.txt', content: new TextEncoder().encode('zwölf Boxkämpfer') },
  { name: 'ü.bin', content: Uint8Array.from({ length: 70_000 }, (_, index) => index % 251) },
  { name: 'empty', content: new Uint8Array(0) },
]
const archive = Buffer.concat(zip('a run', files))

it('says of every file where it is and what its checksum is', () => {
  const end = archive.length - 22
  expect(archive.readUInt32LE(end)).toBe(0x06054b50)
  let entry = archive.readUInt32LE(end + 16)
  for (const { name, content } of files) {
    const length = archive.readUInt16LE(entry + 28)
    expect(archive.toString('utf8', entry + 46, entry + 46 + length)).toBe(`a run/${name}`)
    expect(archive.readUInt32LE(entry + 16)).toBe(crc32(content))
    const data = archive.readUInt32LE(entry + 42) + 30 + length
    expect(archive.subarray(data, data + content.length).equals(content)).toBe(true)
    entry += 46 + length
  }
  expect(entry).toBe(end)
})

it.skipIf(spawnSync('python3', ['--version']).status !== 0)('is whole to another program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saccade-zip-'))
  try {
    const file = join(folder, 'a.zip')
    writeFileSync(file, archive)
    const script = 'import sys, zipfile; a = zipfile.ZipFile(sys.argv[1]); print(a.testzip(), a.namelist())'
    const { stdout } = spawnSync('python3', ['-X', 'utf8', '-c', script, file], { encoding: 'utf8' })
    expect(stdout.trim()).toBe("None ['a run/a.txt', 'a run/ü.bin', 'a run/empty']")
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
