import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { loadEngine } from '../engine/load.ts'
import { lastCheckpoint, runTiny, tinyConfiguration } from './tiny-run.ts'

beforeAll(() => loadEngine())

it('a run is not resumed on other validation pairs, which its curves and watched sentences stand for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'saccade-run-'))
  const [train, valid] = [join(folder, 'train.tsv'), join(folder, 'valid.tsv')]
  await writeFile(train, 'a b\tb a\nc a\ta c\n')
  await writeFile(valid, 'b c\tc b\n')
  const source = `data.source=${JSON.stringify({ kind: 'table', train, valid })}`
  const files = tinyConfiguration(source, 'training.steps=1')
  const first = await runTiny({ configuration: files, folder })
  await writeFile(valid, 'b c\tc c\n')
  await expect(runTiny({ configuration: files, checkpoint: lastCheckpoint(first) })).rejects.toMatchObject({
    code: 'bad-data',
  })
})
