import fs from 'node:fs'
import { WRITERS, type WrittenFormat } from '../../../data/writers/registry.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import { systemCode } from '../../../shared/system-errors.ts'

export interface ExportFile {
  readonly file: string
  /** What it is called until it is whole: by a name that no other file has. */
  readonly part: string
}

/**
 * The files of an export.
 * @param path with or without the ending of the format
 * @param token of this export alone
 */
export function exportFiles(format: WrittenFormat, path: string, token: string): ExportFile[] {
  const stem = path.endsWith(`.${format}`) ? path.slice(0, -format.length - 1) : path
  return WRITERS[format].files(stem).map((file) => ({ file, part: `${file}.${token}.part` }))
}

/** @throws bad-usage */
export function refuseTaken(file: string): void {
  if (fs.existsSync(file)) throw taken(file)
}

/** Gives whole files their names: all of them, or none where a file of that name appeared meanwhile. @throws bad-usage */
export function putInPlace(files: readonly ExportFile[]): void {
  const placed: string[] = []
  try {
    for (const { file, part } of files) {
      nameOnce(part, file)
      placed.push(file)
    }
  } catch (error) {
    for (const file of placed) fs.rmSync(file, { force: true })
    throw error
  }
}

/** Deletes what an export left that was ended. */
export function removeParts(files: readonly ExportFile[]): void {
  for (const { part } of files) if (fs.existsSync(part)) fs.rmSync(part, { force: true })
}

/** A link is never made over a file, as a name given anew is. */
function nameOnce(part: string, file: string): void {
  try {
    fs.linkSync(part, file)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw taken(file)
    // Some disks have no links.
    refuseTaken(file)
    fs.renameSync(part, file)
    return
  }
  fs.unlinkSync(part)
}

function taken(file: string): SaccadeError {
  return new SaccadeError('bad-usage', `${file} is there already`, {
    hint: 'Name a new file, or delete that one first.',
  })
}
