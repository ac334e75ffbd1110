import { fileName } from '../../../shared/data-name.ts'
import type { RecipeFile } from '../../../shared/datasets/arrange-files.ts'
import { SaccadeError, toErrorData } from '../../../shared/errors.ts'

/** A text of the host with the files called by their names: what was dropped lies in a copy whose path nobody knows. */
export function withFileNames(text: string, files: readonly RecipeFile[]): string {
  const paths = files.flatMap(({ path, targets }) => [path, ...(targets === undefined ? [] : [targets])])
  // A path may be the beginning of another.
  return paths.sort((a, b) => b.length - a.length).reduce((said, path) => said.replaceAll(path, fileName(path)), text)
}

export function namedFault(reason: unknown, files: readonly RecipeFile[]): SaccadeError {
  const { code, message, hint, windowHint = hint, problems } = toErrorData(reason)
  const named = (text: string) => withFileNames(text, files)
  return new SaccadeError(code, named(message), {
    hint: named(windowHint),
    problems: problems.map((problem) => ({ path: named(problem.path), message: named(problem.message) })),
  })
}

/** Whether it is rows that are bad, which can be left out, and not a file as a whole. */
export function isOfRows(reason: unknown): boolean {
  const { code, problems } = toErrorData(reason)
  return code === 'bad-data' && problems.some(({ path }) => /:\d+$/.test(path))
}
