import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type JsonObject, isJsonObject } from '../../shared/config/assign.ts'
import { expandSweep, resolveSweep } from '../../shared/sweeps/expand.ts'
import { readSweep, readSweepFile } from '../../shared/sweeps/read-sweep.ts'
import { openSweepFolder, writeSweepFolder } from './sweep-folder.ts'

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
    // One of a newer version is as little one of ours as any other folder.
    const [newer, told] = [path.join(root, 'line'), path.join(root, 'line', 'sweep.json')]
    fs.writeFileSync(told, fs.readFileSync(told, 'utf8').replace(/"version": ?1/, '"version": 99'))
    await expect(openSweepFolder(newer)).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('newer Saccade') as string,
    })
    await expect(openSweepFolder(root)).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('no folder') as string,
    })
  } finally {
    fs.rmSync(root, { recursive: true, force: true })
  }
})

function plain(value: object): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(value))
  return isJsonObject(copy) ? copy : {}
}
