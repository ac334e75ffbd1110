import fs from 'node:fs'
import path from 'node:path'
import { READ_BACK } from '../host/export/pytorch/package.ts'
import type { PackageFile } from '../shared/contract/run-service.ts'
import { SaccadeError } from '../shared/errors.ts'
import { readOrdinaryFile } from '../shared/ordinary-file.ts'

/** @throws bad-usage where the folder is a file or holds anything: nothing is ever overwritten */
export function checkNewFolder(folder: string): void {
  const stat = fs.statSync(folder, { throwIfNoEntry: false })
  if (!stat) return
  if (!stat.isDirectory()) throw new SaccadeError('bad-usage', `${folder} is a file, not a folder`)
  if (fs.readdirSync(folder).length === 0) return
  throw new SaccadeError('bad-usage', `The folder ${folder} is not empty`, {
    hint: 'Name a new one; nothing is overwritten.',
  })
}

/**
 * Writes the files into a folder that {@link checkNewFolder} has passed.
 * @throws storage naming what could not be written; what was written before is taken away again
 */
export function writeFolder(folder: string, files: readonly PackageFile[]): void {
  const existed = fs.existsSync(folder)
  const written: string[] = []
  try {
    fs.mkdirSync(folder, { recursive: true })
    for (const { name, content } of files) {
      const file = path.join(folder, name)
      fs.writeFileSync(file, content, { flag: 'wx' })
      written.push(file)
    }
  } catch (error) {
    for (const file of written) fs.rmSync(file, { force: true })
    if (!existed) fs.rmSync(folder, { recursive: true, force: true })
    const reason = error instanceof Error ? error.message : String(error)
    throw new SaccadeError('storage', `The package could not be written to ${folder}: ${reason}`, {
      hint: 'Make room there, or choose another folder.',
      cause: error,
    })
  }
}

/** What Node reads at once. */
const MOST_BYTES = 2 * 1024 ** 3 - 2

/** The files of a package that an import looks at. @throws bad-data where the folder or a file in it cannot be read */
export function readFolder(folder: string): PackageFile[] {
  const there = new Set(namesIn(folder))
  return READ_BACK.filter((name) => there.has(name)).map((name) => ({
    name,
    content: readOrdinaryFile(path.join(folder, name), { most: MOST_BYTES }),
  }))
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SaccadeError('bad-data', `The package ${folder} cannot be read: ${reason}`, {
      hint: 'Name a folder that `saccade export` made, or that has its files.',
      cause: error,
    })
  }
}
