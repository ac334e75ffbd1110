import fs from 'node:fs'
import { join } from 'node:path'
import { indexed } from '../../../data/folder/fold.ts'
import { FOLDER_FILES } from '../../../data/folder/manifest.ts'
import { openFolder } from '../../../data/folder/reader.ts'
import { explained } from '../../../shared/system-errors.ts'
import { createTrigramIndex } from '../../storage/trigram-index.ts'
import { breathe } from '../rows/select-rows.ts'
import type { DataThreadEvents } from './contract.ts'

const SLICE = 2000

/** Makes the search index of a dataset: it appears whole or not at all. @throws storage, aborted */
export async function makeSearchIndex(
  path: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: DataThreadEvents['progress']) => void },
): Promise<void> {
  const folder = openFolder(path)
  const part = join(path, '.search-part')
  try {
    fs.rmSync(part, { force: true }) // what a host that was killed left there
    const writer = createTrigramIndex(part)
    try {
      for (let from = 0; from < folder.pairs; from += SLICE) {
        const rows = Array.from({ length: Math.min(SLICE, folder.pairs - from) }, (_, at) => from + at)
        const texts: { row: number; text: string }[] = []
        folder.texts(rows, (row, source, target) => texts.push({ row, text: indexed(`${source}\n${target}`) }))
        writer.add(texts)
        onProgress({ text: 'making the search index', done: from, total: folder.pairs })
        await breathe(signal)
      }
      writer.finish()
    } finally {
      writer.close()
    }
    fs.renameSync(part, join(path, FOLDER_FILES.search))
  } catch (error) {
    fs.rmSync(part, { force: true })
    throw explained(error, `the search index of ${path}`)
  } finally {
    folder.close()
  }
}
