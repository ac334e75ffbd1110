import path from 'node:path'
import { counted } from '../../shared/counted.ts'
import type { JsonObject } from '../../shared/config/assign.ts'
import type { RecipeInput } from '../../shared/datasets/recipe.ts'
import type { SplitName } from '../../shared/datasets/splits.ts'
import type { ImportPreview, StoredDataset } from '../../shared/datasets/stored.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type CommonOptions, withAnyHost, withReadingHost } from '../context.ts'
import { splitPair } from '../run-parts.ts'
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
  /** False where nobody waits for the search index. */
  readonly index: boolean
}

const SHOWN = 5

/** `saccade data import FILE …`: shows what is guessed of the files, and imports them when that is accepted. */
export function importData(files: readonly string[], options: ImportDataOptions): Promise<number> {
  const recipe = recipeOf(files, options)
  return withAnyHost(options, async ({ api, on }) => {
    const preview = await api.datasets.preview({ recipe, rows: SHOWN })
    for (const warning of preview.warnings) printError(`warning: ${warning}`)
    if (preview.guesses.length > 0 && !options.yes) {
      // For a program they are in the one object that it gets.
      if (!options.json) showGuess(preview)
      throw new SaccadeError('bad-usage', 'Nothing is imported yet: what is guessed of the file is to be accepted', {
        hint: 'Accept it with --yes, or say it yourself with --read OPTION=VALUE.',
        ...(options.json && { problems: preview.guesses.map(guessAsProblem) }),
      })
    }
    for (const { option, value } of preview.guesses) printError(`guessed: ${option} ${value}`)
    const task = `import ${process.pid}`
    const whole = { ...recipe, reading: preview.reading as JsonObject }
    return withDataProgress({ on, datasets: api.datasets }, task, async () => {
      const known = await api.datasets.list()
      const made = await api.datasets.import({
        recipe: whole,
        name: options.name ?? '',
        tags: [...(options.tag ?? [])],
        task,
      })
      if (known.some(({ id }) => id === made.id)) tellKnown(made, options)
      if (options.index) await api.datasets.makeSearchable({ dataset: made.id, task })
      const [now = made] = (await api.datasets.list()).filter(({ id }) => id === made.id)
      if (options.json) printJson(now)
      else print(`“${now.name}” is ${now.id}: ${counted(now.pairs, 'pair')}, ${megabytes(now.bytes)} MB`)
      return 0
    })
  })
}

/** The same pairs are not kept twice, and what somebody called them stays. */
function tellKnown({ id, name }: StoredDataset, options: ImportDataOptions): void {
  const kept = options.name !== undefined || options.tag !== undefined ? '; its name and tags stay as they are' : ''
  printError(`These pairs were there already, as “${name}” (${id})${kept}`)
}

const guessAsProblem = ({ option, value, reason }: ImportPreview['guesses'][number]) => ({
  path: option,
  message: `${value} (by ${reason})`,
})

function showGuess({ guesses, rows }: ImportPreview): void {
  for (const { option, value, reason } of guesses) print(`${option}: ${value} (by ${reason})`)
  print('', 'The first pairs would be:')
  for (const { split, source, target } of rows) printCells(split ?? '–', source, target)
}

function recipeOf(files: readonly string[], options: ImportDataOptions): RecipeInput {
  const of = (texts: readonly string[], split?: SplitName) => texts.map((text) => recipeFile(text, split))
  const { splitBy = 'given', validShare, testShare, seed } = options
  const shares = {
    ...(validShare !== undefined && { valid: validShare }),
    ...(testShare !== undefined && { test: testShare }),
  }
  const reading = Object.fromEntries((options.read ?? []).map(readOption))
  const held = [...of(options.valid ?? [], 'valid'), ...of(options.test ?? [], 'test')]
  return {
    files: [...of(files, held.length > 0 ? 'train' : undefined), ...held],
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
}

/** `pairs.tsv`, or `text.en,text.de`. */
function recipeFile(text: string, split?: SplitName): RecipeInput['files'][number] {
  const [source = '', targets] = splitPair(text)
  return {
    path: path.resolve(source),
    ...(targets !== undefined && { targets: path.resolve(targets) }),
    ...(split && { split }),
  }
}

function readOption(text: string): [string, string | number | boolean] {
  const cut = text.indexOf('=')
  if (cut < 1) throw new SaccadeError('bad-usage', `“${text}” is not OPTION=VALUE`)
  const value = text.slice(cut + 1)
  return [text.slice(0, cut), value === 'true' ? true : value === 'false' ? false : value]
}

export interface ExportDataOptions extends CommonOptions {
  readonly format: 'tsv' | 'jsonl' | 'moses' | 'parquet'
  readonly where?: string
}

/** `saccade data export DATASET FILE` */
export function exportData(named: string, file: string, options: ExportDataOptions): Promise<number> {
  return withReadingHost(options, async (host) => {
    const { id } = findDataset(await host.datasets.list(), named)
    const task = `export ${process.pid}`
    const request = { dataset: id, where: options.where ?? '', format: options.format, path: path.resolve(file), task }
    await withDataProgress({ on: host.events.on, datasets: host.datasets }, task, async () => {
      const { files, pairs } = await host.datasets.export(request)
      if (options.json) printJson({ files, pairs })
      else print(`${counted(pairs, 'pair')} written to ${files.join(' and ')}`)
      return 0
    })
  })
}
