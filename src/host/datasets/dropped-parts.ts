import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { DatasetFile, UploadedPart } from '../../shared/contract/datasets.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import { makeFolders, namesIn } from '../../shared/user-paths.ts'
import { describeFile, freeName, safeName } from './dataset-files.ts'

/** As a hidden file, which lists of files leave out. */
const UNFINISHED = /^\.dropped-[\w-]+\.part$/

export interface DroppedParts {
  /** @throws not-found, storage */
  take(part: { file?: string; name: string; content: Uint8Array; last: boolean }): UploadedPart
}

/**
 * Dropped files that are handed over part by part, so that none has to fit into one message. What an earlier host left
 * unfinished nobody goes on with: it is deleted.
 */
export function createDroppedParts(folder: string): DroppedParts {
  const open = new Map<string, string>()
  for (const name of explaining(`the folder ${folder}`, () => namesIn(folder), { deed: 'read' })) {
    if (UNFINISHED.test(name)) fs.rmSync(path.join(folder, name), { force: true })
  }

  function begin(): string {
    makeFolders(folder)
    const file = randomUUID()
    open.set(file, path.join(folder, `.dropped-${file}.part`))
    return file
  }

  function complete(unfinished: string, name: string): DatasetFile {
    const kept = freeName(folder, safeName(name), (there) => isSame(unfinished, there))
    if (fs.existsSync(kept)) fs.rmSync(unfinished)
    else fs.renameSync(unfinished, kept)
    return describeFile(kept)
  }

  return {
    take({ file = '', name, content, last }) {
      return explaining(`the file ${path.join(folder, safeName(name))}`, () => {
        const mine = file === '' ? begin() : file
        const unfinished = open.get(mine)
        if (unfinished === undefined) {
          throw new SaccadeError('not-found', `${name} was not handed over from its beginning`, {
            hint: 'The host was started anew meanwhile; drop the file once more.',
          })
        }
        try {
          fs.appendFileSync(unfinished, content, { flush: last })
          if (!last) return { file: mine, kept: null }
          open.delete(mine)
          return { file: mine, kept: complete(unfinished, name) }
        } catch (error) {
          open.delete(mine)
          fs.rmSync(unfinished, { force: true })
          throw error
        }
      })
    },
  }
}

const CHUNK = 1 << 20

/** Whether two files hold the same, with flat memory. */
function isSame(a: string, b: string): boolean {
  if (fs.statSync(a).size !== fs.statSync(b).size) return false
  const [left, right] = [fs.openSync(a, 'r'), fs.openSync(b, 'r')]
  try {
    const [one, other] = [new Uint8Array(CHUNK), new Uint8Array(CHUNK)]
    for (;;) {
      const read = fs.readSync(left, one, 0, CHUNK, null)
      fs.readSync(right, other, 0, CHUNK, null)
      if (read === 0) return true
      if (!one.subarray(0, read).every((byte, i) => byte === other[i])) return false
    }
  } finally {
    fs.closeSync(left)
    fs.closeSync(right)
  }
}
