import fs from 'node:fs'
import path from 'node:path'
import { READ_BACK } from '../host/export/pytorch/package.ts'
import type { PackageFile } from '../shared/contract/run-service.ts'
import { SaccadeError } from '../shared/errors.ts'
import { readOrdinaryFile } from '../shared/ordinary-file.ts'
import { explained, explaining, systemFault } from '../shared/system-errors.ts'
import { lookAt, makeFolders } from '../shared/user-paths.ts'

const ELSEWHERE_FILE = 'Another file is chosen with --to.'
const ELSEWHERE = 'Another folder is chosen with --to.'

/** @throws bad-usage where the folder cannot be, is a file or holds anything: nothing is ever overwritten */
export function checkNewFolder(folder: string): void {
  const place = `the folder ${folder}`
  const there = lookAt(folder, place, { deed: 'made', code: 'bad-usage' })
  if (!there) return
  if (!there.isDirectory()) throw new SaccadeError('bad-usage', `${folder} is a file, not a folder`)
  const held = explaining(place, () => fs.readdirSync(folder), { deed: 'read', code: 'bad-usage' })
  if (held.length === 0) return
  throw new SaccadeError('bad-usage', `The folder ${folder} is not empty`, {
    hint: 'Name a new one; nothing is overwritten.',
  })
}

/**
 * Writes the files into a folder that {@link checkNewFolder} has passed.
 * @throws storage naming what could not be written; what was written before is taken away again
 */
export function writeFolder(folder: string, files: readonly PackageFile[]): void {
  const existed = lookAt(folder, `the folder ${folder}`) !== null
  explaining(`the folder ${folder}`, () => makeFolders(folder), { deed: 'made', elsewhere: ELSEWHERE })
  const written: string[] = []
  try {
    for (const { name, content } of files) {
      const file = path.join(folder, name)
      const handle = fs.openSync(file, 'wx')
      written.push(file)
      fs.writeFileSync(handle, content)
      fs.closeSync(handle)
    }
  } catch (error) {
    for (const file of written) fs.rmSync(file, { force: true })
    if (!existed) fs.rmSync(folder, { recursive: true, force: true })
    throw explained(error, `the package ${folder}`, { elsewhere: ELSEWHERE })
  }
}

/**
 * What is there and neither a file nor a folder, such as a pipe, may be written to.
 * @throws bad-usage where a file or a folder of that name is there: nothing is ever overwritten
 */
export function checkNewFile(file: string): { readonly isThere: boolean } {
  const there = lookAt(file, file, { code: 'bad-usage' })
  if (there?.isFile() || there?.isDirectory()) {
    throw new SaccadeError('bad-usage', `${file} is there already`, {
      hint: 'Name a new file; nothing is overwritten.',
    })
  }
  return { isThere: there !== null }
}

/** Writes a file that was not there before. @throws bad-usage where it is; storage */
export function writeNewFile(file: string, content: Uint8Array): void {
  const flag = checkNewFile(file).isThere ? 'w' : 'wx'
  explaining(`the file ${file}`, () => fs.writeFileSync(file, content, { flag }), { elsewhere: ELSEWHERE_FILE })
}

/** What Node reads at once. */
const MOST_BYTES = 2 * 1024 ** 3 - 2

/** The files of a package that an import looks at. @throws bad-data where the folder or a file in it cannot be read */
export function readFolder(folder: string): PackageFile[] {
  const there = new Set(packageNames(folder))
  return READ_BACK.filter((name) => there.has(name)).map((name) => ({
    name,
    content: readOrdinaryFile(path.join(folder, name), { most: MOST_BYTES }),
  }))
}

function packageNames(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    throw new SaccadeError('bad-data', `The package ${folder} cannot be read: ${systemFault(error)}`, {
      hint: 'Name a folder that `saccade export` made, or that has its files.',
      cause: error,
    })
  }
}
