import fs from 'node:fs'
import { filesOf } from '../host/datasets/data-paths.ts'
import type { DataSource } from '../shared/config/data.ts'
import { SaccadeError } from '../shared/errors.ts'

/** Looks whether the files can be read at all before anything is written; what is in them the run finds out. @throws bad-data */
export function checkFilesPresent(source: DataSource): void {
  const problems = filesOf(source).flatMap((file) => {
    const message = faultOf(file)
    return message ? [{ path: file, message }] : []
  })
  if (problems.length === 0) return
  throw new SaccadeError(
    'bad-data',
    problems.length === 1 ? 'a data file cannot be used' : 'data files cannot be used',
    {
      problems,
      hint: 'Nothing was trained.',
    },
  )
}

function faultOf(file: string): string | null {
  try {
    const stat = fs.statSync(file)
    if (stat.isDirectory()) return 'is a folder, not a file'
    if (stat.isFile() && stat.size === 0) return 'is empty'
    fs.accessSync(file, fs.constants.R_OK)
    return null
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'ENOENT' ? 'does not exist' : `cannot be read (${String(code)})`
  }
}
