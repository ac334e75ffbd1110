import fs from 'node:fs'
import { filesOf } from '../host/datasets/data-paths.ts'
import type { DataConfiguration } from '../shared/config/data.ts'
import { SaccadeError } from '../shared/errors.ts'
import { faultOfFile } from '../shared/ordinary-file.ts'

/** Looks whether the files can be read at all before anything is written; what is in them the run finds out. @throws bad-data */
export function checkFilesPresent(data: Pick<DataConfiguration, 'source' | 'tokenizer'>): void {
  const problems = filesOf(data).flatMap((file) => {
    const message = faultOfFile(file)?.message ?? (fs.statSync(file).size === 0 ? 'is empty' : null)
    return message === null ? [] : [{ path: file, message }]
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
