import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { absoluteData } from '../host/datasets/data-paths.ts'
import { withAbsoluteScore } from '../host/scores/own-scores.ts'
import { type JsonObject, type JsonValue, isJsonObject, merge, valueAt } from '../shared/config/assign.ts'
import { composeConfiguration } from '../shared/config/compose.ts'
import type { Configuration } from '../shared/config/configuration.ts'
import { parseConfiguration } from '../shared/config/check.ts'
import { BUILT_IN_SETS, TASK_IDS } from '../shared/config/data.ts'
import { isOwnScore } from '../shared/config/own-score.ts'
import { fromFile } from '../shared/config/stored.ts'
import { SaccadeError } from '../shared/errors.ts'
import { readOrdinaryFile } from '../shared/ordinary-file.ts'

/** What `saccade train` was given. */
export interface TrainOptions {
  readonly preset?: string
  readonly task?: string
  readonly data?: string
  readonly valid?: string
  readonly set?: readonly string[]
  readonly seed?: number
  readonly name?: string
  /** A run whose configuration everything else is laid over. */
  readonly from?: string
  readonly trustScore?: boolean
  /** Op by op, without compiling. */
  readonly eager?: boolean
}

/**
 * The checked configuration that a command line stands for, on top of a configuration file or of what one would hold. File
 * names in a configuration file count from that file's folder, all others from the current one.
 * @throws bad-configuration with every problem; bad-usage; bad-data for files that are not there
 */
export function configurationFor(
  file: string | JsonObject | undefined,
  options: Omit<TrainOptions, 'from'>,
): Configuration {
  const parts = {
    file: typeof file === 'string' ? readConfigurationFile(file) : file,
    preset: options.preset,
    source: chosenSource(options),
    assignments: [...(options.set ?? []), ...(options.eager ? ['engine.compile=never'] : [])],
    seed: options.seed,
    name: options.name,
  }
  if (!parts.file && !parts.source && !options.set?.some((text) => text.startsWith('data.source'))) {
    throw new SaccadeError('bad-usage', 'There is nothing to train on', {
      hint: 'Name a task (--task reverse), a file (--data pairs.tsv) or a configuration file.',
    })
  }
  const configuration = parseConfiguration(composeConfiguration(parts))
  const data = absoluteData(configuration.data, process.cwd())
  return withAbsoluteScore({ ...configuration, data }, process.cwd())
}

/** More than any configuration has. */
const MOST_BYTES = 1024 ** 2

function readConfigurationFile(file: string): JsonObject {
  const bytes = readOrdinaryFile(file, { most: MOST_BYTES, what: 'The configuration file' })
  const text = new TextDecoder().decode(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SaccadeError('bad-configuration', `${file} is not JSON: ${reason}`, {
      hint: '`saccade schema` prints what a configuration file may hold.',
    })
  }
  if (isJsonObject(value)) return withAbsoluteNames(fromFile(value), path.dirname(path.resolve(file)))
  throw new SaccadeError('bad-configuration', `${file} does not hold a JSON object`)
}

/** The settings that name files. */
export const FILE_SETTINGS: readonly string[] = [
  ...[
    'train',
    'valid',
    'trainSource',
    'trainTarget',
    'validSource',
    'validTarget',
    'alignments',
    'validAlignments',
  ].map((key) => `data.source.${key}`),
  'data.tokenizer.sourceModel',
  'data.tokenizer.targetModel',
  'model.attention.score',
]

/** The files that a configuration file names, from the root; what else the user gives may name others. */
export function withAbsoluteNames(configuration: JsonObject, folder: string): JsonObject {
  return FILE_SETTINGS.reduce((result, setting) => {
    const value = valueAt(result, setting)
    const absolute = absoluteName(setting, value, folder)
    if (absolute === value || absolute === undefined) return result
    const named = setting.split('.').reduceRight<JsonValue>((inner, key) => ({ [key]: inner }), absolute)
    return isJsonObject(named) ? merge(result, named) : result
  }, configuration)
}

/** The value of one of {@link FILE_SETTINGS}, from the root where it is the name of a file. */
export function absoluteName<Value>(setting: string, value: Value, folder: string): Value | string {
  const isFile = typeof value === 'string' && value !== '' && (setting.startsWith('data.') || isOwnScore(value))
  return isFile ? path.resolve(folder, value) : value
}

function chosenSource({ task, data, valid }: TrainOptions): JsonObject | undefined {
  if (task !== undefined && data !== undefined) {
    throw new SaccadeError('bad-usage', '--task and --data exclude each other')
  }
  if (valid !== undefined && data === undefined) {
    throw new SaccadeError('bad-usage', '--valid needs --data', {
      hint: 'In a configuration file the validation file is data.source.valid.',
    })
  }
  if (data !== undefined) return fileSource(data, valid)
  if (task === undefined) return undefined
  const set = BUILT_IN_SETS.find((kind) => kind === task)
  if (set) return { kind: set }
  if (TASK_IDS.some((id) => id === task)) return { kind: 'task', task }
  throw new SaccadeError('bad-usage', `There is no task “${task}”`, {
    hint: `The tasks are ${[...TASK_IDS, ...BUILT_IN_SETS].join(', ').replace(/, (?=[^,]*$)/, ' and ')}.`,
  })
}

/** `pairs.tsv` is a table; `text.src,text.tgt` a pair of text files, unless one file has that very name. */
function fileSource(data: string, valid: string | undefined): JsonObject {
  const dataset = namedDataset(data)
  if (dataset !== null) return { kind: 'dataset', dataset }
  const train = splitPair(data)
  const held = valid === undefined ? null : splitPair(valid)
  if (held && held.length !== train.length) {
    throw new SaccadeError('bad-usage', '--data and --valid must both name one table or both a pair of text files')
  }
  const absolute = (file: string | undefined): string => path.resolve(file ?? '')
  if (train.length === 1) {
    return { kind: 'table', train: absolute(train[0]), ...(held && { valid: absolute(held[0]) }) }
  }
  const [trainSource, trainTarget] = train.map(absolute)
  const [validSource, validTarget] = held?.map(absolute) ?? []
  const source: JsonObject = { kind: 'moses', trainSource: trainSource ?? '', trainTarget: trainTarget ?? '' }
  if (validSource !== undefined && validTarget !== undefined) Object.assign(source, { validSource, validTarget })
  return source
}

/** An id as datasets have it, of which there is no file, or `dataset:ID`. */
function namedDataset(text: string): string | null {
  if (text.startsWith('dataset:')) return text.slice('dataset:'.length)
  return /^d[a-z2-9]{5}$/.test(text) && !fs.existsSync(text) ? text : null
}

/** One file, or the two of a pair of text files; a file that has a comma in its name is one. @throws bad-usage */
export function splitPair(text: string): string[] {
  const parts = text.split(',')
  if (parts.length === 1 || fs.existsSync(text)) return [text]
  if (parts.length === 2 && parts.every((part) => part !== '')) return parts
  throw new SaccadeError('bad-usage', `“${text}” is neither one file nor two with a comma between them`)
}
