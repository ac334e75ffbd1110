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
 * Deletes what an earlier host left unfinished, which nobody goes on with. Only the owner of the data folder may: parts of
 * another host that lives are being written.
 * @throws storage
 */
export function clearDroppedParts(folder: string): void {
  explaining(
    `the folder ${folder}`,
    () => {
      for (const name of namesIn(folder)) {
        if (UNFINISHED.test(name)) fs.rmSync(path.join(folder, name), { force: true })
      }
    },
    { deed: 'deleted' },
  )
}

interface Unfinished {
  readonly path: string
  /** Taken so far. */
  bytes: number
}

/** Dropped files that are handed over part by part, so that none has to fit into one message. */
export function createDroppedParts(folder: string): DroppedParts {
  const open = new Map<string, Unfinished>()

  function begin(): string {
    makeFolders(folder)
    const file = randomUUID()
    const unfinished = path.join(folder, `.dropped-${file}.part`)
    fs.writeFileSync(unfinished, '', { flag: 'wx' })
    open.set(file, { path: unfinished, bytes: 0 })
    return file
  }

  /** What somebody deleted meanwhile is not made anew: its beginning would be lacking. */
  function append(unfinished: Unfinished, name: string, content: Uint8Array, last: boolean): void {
    if (fs.statSync(unfinished.path, { throwIfNoEntry: false })?.size !== unfinished.bytes) {
      throw new SaccadeError('storage', `What was handed over of ${name} was deleted or changed meanwhile`, {
        hint: 'Drop the file once more.',
      })
    }
    fs.appendFileSync(unfinished.path, content, { flush: last })
    unfinished.bytes += content.length
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
          append(unfinished, name, content, last)
          if (!last) return { file: mine, kept: null }
          open.delete(mine)
          return { file: mine, kept: complete(unfinished.path, name) }
        } catch (error) {
          open.delete(mine)
          fs.rmSync(unfinished.path, { force: true })
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
