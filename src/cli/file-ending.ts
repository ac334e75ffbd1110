import path from 'node:path'
import { SaccadeError } from '../shared/errors.ts'

/** Endings that say what a file is. */
const TELLING = new Set([
  ...['.html', '.htm', '.pdf', '.tex', '.md', '.csv', '.tsv', '.json', '.jsonl', '.parquet', '.npy', '.svg', '.png'],
  ...['.zip', '.tar', '.gz', '.tgz', '.safetensors', '.pt', '.pth', '.onnx'],
])

/** The end of a name where it says what a file is, such as `.csv`; empty where it says nothing. */
export function tellingEnding(file: string): string {
  const ending = path.extname(file).toLowerCase()
  return TELLING.has(ending) ? ending : ''
}

/**
 * The format that is said, or that the name of a file asks for by its ending; undefined where neither says one.
 * @param endings of what is written here
 * @throws bad-usage where the two contradict each other, or the ending is that of something else
 */
export function formatOfFile<Format extends string>(
  file: string,
  said: Format | undefined,
  endings: Readonly<Record<string, Format>>,
): Format | undefined {
  const ending = path.extname(file).toLowerCase()
  const meant = Object.hasOwn(endings, ending) ? endings[ending] : undefined
  if (meant !== undefined && said !== undefined && meant !== said) {
    throw new SaccadeError('bad-usage', `--format ${said} clashes with ${file}: ${ending} is the ending of ${meant}`, {
      hint: 'Leave --format away, or let the name end as the format does.',
    })
  }
  if (meant === undefined && tellingEnding(file) !== '') {
    throw new SaccadeError('bad-usage', `${file} would not be what its ending ${ending} says`, {
      hint: `What is written here ends in ${Object.keys(endings).join(', ')}.`,
    })
  }
  return meant ?? said
}
