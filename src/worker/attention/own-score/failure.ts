import { basename } from 'node:path'
import { SaccadeError } from '../../../shared/errors.ts'

export interface Place {
  readonly line?: number | undefined
  readonly hint?: string
}

/** What is wrong with a score of the user's own, with the line of its file where that is known. */
export function badScore(file: string, when: string, error: unknown, { line, hint }: Place = {}): SaccadeError {
  if (error instanceof SaccadeError && error.code === 'bad-score') return error
  const where = line ?? lineIn(file, error)
  const what = error instanceof Error ? textOf(error) : String(error)
  const at = where === undefined ? '' : `, line ${where}`
  return new SaccadeError('bad-score', `The score ${basename(file)} failed ${when}${at}: ${what}`, {
    hint: hint ?? 'Mend the file and start a new run; nothing else was touched.',
    problems: [{ path: where === undefined ? file : `${file}:${where}`, message: what }],
    cause: error,
  })
}

function textOf({ name, message }: Error): string {
  return name === 'Error' || name === 'SaccadeError' ? message : `${name}: ${message}`
}

/** The innermost line of the file in an error's stack. */
export function lineIn(file: string, error: unknown): number | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const at = stack.indexOf(`${file}:`)
  const line = at < 0 ? undefined : /^:(\d+)/.exec(stack.slice(at + file.length))?.[1]
  return line === undefined ? undefined : Number(line)
}
