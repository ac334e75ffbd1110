import path from 'node:path'
import { counted } from '../../shared/counted.ts'
import type { JsonObject } from '../../shared/config/assign.ts'
import type { RecipeInput } from '../../shared/datasets/recipe.ts'
import { type RecipeFile, arrangeFiles } from '../../shared/datasets/arrange-files.ts'
import type { SplitName } from '../../shared/datasets/splits.ts'
import type { ImportPreview, StoredDataset } from '../../shared/datasets/stored.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type AnyHost, type CommonOptions, withAnyHost, withReadingHost } from '../context.ts'
import { configurationFor, splitPair } from '../run-parts.ts'
import { formatOfFile } from '../file-ending.ts'
import { print, printCells, printError, printJson } from '../output.ts'
import { withDataProgress } from '../data-progress.ts'
import { findDataset, megabytes } from './data.ts'

export interface ImportDataOptions extends CommonOptions {
  readonly name?: string
  readonly tag?: readonly string[]
  readonly yes?: boolean
  /** `OPTION=VALUE` of the reader. */
  readonly read?: readonly string[]
  readonly valid?: readonly string[]
  readonly test?: readonly string[]
  readonly splitBy?: 'given' | 'seed' | 'hash'
  readonly validShare?: number
  readonly testShare?: number
  readonly seed?: number
  readonly unicode?: 'none' | 'NFC' | 'NFKC'
  readonly lowerCase?: boolean
  readonly trim?: boolean
  readonly swap?: boolean
  readonly skipBad?: boolean
  /** What comes with Saccade instead of files, with settings of its own. */
  readonly task?: string
  readonly set?: readonly string[]
  /** False where nobody waits for the search index. */
  readonly index: boolean
}

const SHOWN = 5

/** `saccade data import FILE …`: shows what is guessed of the files, and imports them when that is accepted. */
export function importData(files: readonly string[], options: ImportDataOptions): Promise<number> {
  const { task: builtIn } = options
  if ((builtIn === undefined) === (files.length === 0)) {
    throw new SaccadeError('bad-usage', 'Name files to import, or one task with --task')
  }
  return withAnyHost(options, async ({ api, on }) => {
    if (builtIn !== undefined) {
      const { data } = configurationFor(undefined, { task: builtIn, set: options.set ?? [] })
      const { recipe, name } = await api.datasets.writeBuiltIn({ data: JSON.parse(JSON.stringify(data)) as JsonObject })
      return importNow({ api, on }, recipe, { name, ...options })
    }
    const { recipe, guesses: arranged } = recipeOf(files, options)
    const looked = await api.datasets.preview({ recipe, rows: SHOWN })
    const preview = { ...looked, guesses: [...arranged, ...looked.guesses] }
    for (const warning of preview.warnings) printError(`warning: ${warning}`)
    if (preview.guesses.length > 0 && !options.yes) {
      // For a program they are in the one object that it gets.
      if (!options.json) showGuess(preview)
      throw new SaccadeError('bad-usage', 'Nothing is imported yet: what is guessed of the file is to be accepted', {
        hint: `Accept it with --yes, or say it yourself with --read OPTION=VALUE${arranged.length > 0 ? ', and with SOURCE,TARGET, --valid and --test' : ''}.`,
        ...(options.json && { problems: preview.guesses.map(guessAsProblem) }),
      })
    }
    for (const { option, value } of preview.guesses) printError(`guessed: ${option} ${value}`)
    return importNow({ api, on }, { ...recipe, reading: preview.reading as JsonObject }, options)
  })
}

function importNow({ api, on }: AnyHost, recipe: RecipeInput, options: ImportDataOptions): Promise<number> {
  const task = `import ${process.pid}`
  return withDataProgress({ on, datasets: api.datasets }, task, async () => {
    const known = await api.datasets.list()
    const made = await api.datasets.import({ recipe, name: options.name ?? '', tags: [...(options.tag ?? [])], task })
    if (known.some(({ id }) => id === made.id)) tellKnown(made, options)
    if (options.index) await api.datasets.makeSearchable({ dataset: made.id, task })
    const [now = made] = (await api.datasets.list()).filter(({ id }) => id === made.id)
    if (options.json) printJson(now)
    else print(`“${now.name}” is ${now.id}: ${counted(now.pairs, 'pair')}, ${megabytes(now.bytes)} MB`)
    return 0
  })
}

/** The same pairs are not kept twice, and what somebody called them stays. */
function tellKnown({ id, name, tags }: StoredDataset, options: ImportDataOptions): void {
  // What a training has kept already is called as is asked.
  const isAsAsked = name === (options.name ?? name) && (options.tag ?? []).every((tag) => tags.includes(tag))
  const kept = isAsAsked ? '' : '; its name and tags stay as they are'
  printError(`These pairs were there already, as “${name}” (${id})${kept}`)
}

const guessAsProblem = ({ option, value, reason }: ImportPreview['guesses'][number]) => ({
  path: option,
  message: `${value} (${reason})`,
})

function showGuess({ guesses, rows }: ImportPreview): void {
  for (const { option, value, reason } of guesses) print(`${option}: ${value} (${reason})`)
  print('', 'The first pairs would be:')
  for (const { split, source, target } of rows) printCells(split ?? '–', source, target)
}

type Guesses = ImportPreview['guesses']

function recipeOf(
  files: readonly string[],
  options: ImportDataOptions,
): { readonly recipe: RecipeInput; readonly guesses: Guesses } {
  const { splitBy = 'given', validShare, testShare, seed } = options
  const shares = {
    ...(validShare !== undefined && { valid: validShare }),
    ...(testShare !== undefined && { test: testShare }),
  }
  const reading = Object.fromEntries((options.read ?? []).map(readOption))
  const saySplits = options.valid !== undefined || options.test !== undefined
  const parts = [
    // Names tell the splits where nobody says them, and nothing else divides the pairs.
    recipeFiles(files, saySplits ? 'train' : splitBy === 'given' ? 'by name' : undefined),
    recipeFiles(options.valid ?? [], 'valid'),
    recipeFiles(options.test ?? [], 'test'),
  ]
  const recipe: RecipeInput = {
    files: parts.flatMap((part) => part.files),
    reading,
    swap: options.swap === true,
    skipBad: options.skipBad === true,
    normalisation: {
      unicode: options.unicode ?? 'none',
      lowerCase: options.lowerCase === true,
      trim: options.trim === true,
    },
    splitting:
      splitBy === 'given'
        ? { kind: 'given' }
        : splitBy === 'hash'
          ? { kind: 'hash', ...shares }
          : { kind: 'seed', ...shares, ...(seed !== undefined && { seed }) },
  }
  return { recipe, guesses: parts.flatMap((part) => part.guesses) }
}

/** `pairs.tsv`, or `text.en,text.de`; of files that are named one by one, their names say which belong together. */
function recipeFiles(
  texts: readonly string[],
  split: SplitName | 'by name' | undefined,
): { readonly files: readonly RecipeFile[]; readonly guesses: Guesses } {
  const named = texts.map((text) => splitPair(text).map((file) => path.resolve(file)))
  const isSaid = named.some(({ length }) => length > 1)
  const arranged: readonly RecipeFile[] = isSaid
    ? named.map(([file = '', targets]) => ({ path: file, ...(targets !== undefined && { targets }) }))
    : arrangeFiles(named.flat())
  const files = arranged.map(({ split: byName, ...file }) => {
    const known = split === 'by name' ? byName : split
    return { ...file, ...(known !== undefined && { split: known }) }
  })
  const guesses = files.flatMap(({ path: file, targets, split: known }) => [
    ...(targets === undefined || isSaid ? [] : [guess('files', `${nameIn(file)} with ${nameIn(targets)}`)]),
    ...(known === undefined || split !== 'by name' ? [] : [guess('split', `${nameIn(file)} ${known}`)]),
  ])
  return { files, guesses }
}

const guess = (option: string, value: string): Guesses[number] => ({
  option,
  value,
  reason: 'by the names of the files',
})
/** From here where it lies below. */
function nameIn(file: string): string {
  const name = path.relative(process.cwd(), file)
  return name.startsWith('..') ? file : name
}

function readOption(text: string): [string, string | number | boolean] {
  const cut = text.indexOf('=')
  if (cut < 1) throw new SaccadeError('bad-usage', `“${text}” is not OPTION=VALUE`)
  const value = text.slice(cut + 1)
  return [text.slice(0, cut), value === 'true' ? true : value === 'false' ? false : value]
}

type DataFormat = 'tsv' | 'jsonl' | 'moses' | 'parquet'
const ENDINGS: Readonly<Record<string, DataFormat>> = { '.tsv': 'tsv', '.jsonl': 'jsonl', '.parquet': 'parquet' }

export interface ExportDataOptions extends CommonOptions {
  readonly format?: DataFormat
  readonly where?: string
}

/** `saccade data export DATASET FILE` */
export async function exportData(named: string, file: string, options: ExportDataOptions): Promise<number> {
  const format = formatOfFile(file, options.format, ENDINGS) ?? 'tsv'
  return withReadingHost(options, async (host) => {
    const { id } = findDataset(await host.datasets.list(), named)
    const task = `export ${process.pid}`
    const request = { dataset: id, where: options.where ?? '', format, path: path.resolve(file), task }
    await withDataProgress({ on: host.events.on, datasets: host.datasets }, task, async () => {
      const { files, pairs } = await host.datasets.export(request)
      if (options.json) printJson({ files, pairs })
      else print(`${counted(pairs, 'pair')} written to ${files.join(' and ')}`)
      return 0
    })
  })
}
