import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type JsonObject, isJsonObject } from '../../shared/config/assign.ts'
import { expandSweep, resolveSweep } from '../../shared/sweeps/expand.ts'
import { readSweep, readSweepFile } from '../../shared/sweeps/read-sweep.ts'
import { writeSweepFolder } from './sweep-folder.ts'

test('a folder is that of the same sweep whether the window or the command line made it', async () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-sweep-folder-'))
  try {
    const file = 'docs/examples/scores.sweep.json'
    const ofFile = readSweepFile(fs.readFileSync(file, 'utf8'), file)
    const expansion = expandSweep(ofFile)
    const inWords = ofFile
    const inFull = { ...resolveSweep(ofFile, expansion), $schema: undefined }
    expect(Object.hasOwn(inWords.metric ?? {}, 'better')).toBe(false)
    const write = (folder: string, sweep: object) =>
      writeSweepFolder(path.join(root, folder), { name: 'scores', sweep: plain(sweep), expansion, scores: [] })
    for (const [folder, first, second] of [
      ['window', inFull, inWords],
      ['line', inWords, inFull],
    ] as const) {
      expect(await write(folder, first)).toMatchObject({ made: true })
      expect(await write(folder, second)).toMatchObject({ made: false })
      const other = readSweep(plain({ ...ofFile, metric: { name: 'valid/loss' } }))
      await expect(write(folder, other)).rejects.toThrow('that of another sweep')
    }
  } finally {
    fs.rmSync(root, { recursive: true, force: true })
  }
})

function plain(value: object): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(value))
  return isJsonObject(copy) ? copy : {}
}
