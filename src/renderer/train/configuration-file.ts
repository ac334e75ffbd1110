import { type JsonObject, isJsonObject, valueAt } from '../../shared/config/assign.ts'
import { checkConfiguration } from '../../shared/config/check.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { isOwnScore } from '../../shared/config/own-score.ts'
import { fromFile } from '../../shared/config/stored.ts'
import { counted } from '../../shared/counted.ts'
import { type Problem, SaccadeError } from '../../shared/errors.ts'
import { problemsText } from '../../shared/schema-problems.ts'

/** For editors, beside the file: `saccade schema > saccade.schema.json`. */
const SCHEMA = './saccade.schema.json'
const SCORE = 'model.attention.score'
/** The files that a configuration may name. */
const FILES = [
  'train',
  'valid',
  'trainSource',
  'trainTarget',
  'validSource',
  'validTarget',
  'alignments',
  'validAlignments',
]

/** A configuration as the content of a file; complete where it is sound, so that it means the same for ever. */
export function configurationText(configuration: JsonObject): string {
  const check = checkConfiguration(configuration)
  return `${JSON.stringify({ $schema: SCHEMA, ...(check.ok ? check.configuration : configuration) }, null, 2)}\n`
}

/**
 * The complete configuration that a file holds.
 * @throws bad-configuration with every problem by its path
 */
export function readConfiguration(text: string, fileName: string): JsonObject {
  const content = parsed(text, fileName)
  const check = checkConfiguration(composeConfiguration({ file: fromFile(content) }))
  const problems = check.ok ? relativeFiles(content) : check.problems
  if (check.ok && problems.length === 0) {
    const plain: unknown = JSON.parse(JSON.stringify({ ...check.configuration, $schema: undefined }))
    if (isJsonObject(plain)) return plain
  }
  const message = `${fileName} has ${counted(problems.length, 'problem')}: ${problemsText(problems)}`
  throw new SaccadeError('bad-configuration', message, {
    problems,
    hint: 'Mend the settings named in the file and open it again; nothing was changed here.',
  })
}

function parsed(text: string, fileName: string): JsonObject {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SaccadeError('bad-configuration', `${fileName} is not JSON: ${reason}`, {
      hint: 'A configuration is saved here with “Save”, and described in docs/configuration.md.',
    })
  }
  if (isJsonObject(content)) return content
  throw new SaccadeError('bad-configuration', `${fileName} does not hold a JSON object`)
}

/** On the command line they count from the file's folder, which a page is not told. */
function relativeFiles(content: JsonObject): Problem[] {
  const score = valueAt(content, SCORE)
  const named = [...FILES.map((key) => `data.source.${key}`), ...(isOwnScore(score) ? [SCORE] : [])]
  return named.flatMap((path): Problem[] => {
    const file = valueAt(content, path)
    if (typeof file !== 'string' || file === '' || /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(file)) return []
    return [{ path, message: `“${file}” must be a whole path here, where the file’s folder is not known` }]
  })
}
