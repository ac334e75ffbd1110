import process from 'node:process'
import { counted } from '../../shared/counted.ts'
import { type ChosenFix, type FixPlan, type FixRecipe, fixRecipeSchema } from '../../shared/datasets/fixing.ts'
import type { Splitting } from '../../shared/datasets/recipe.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { readOrdinaryFile } from '../../shared/ordinary-file.ts'
import { problemsText, schemaProblems } from '../../shared/schema-problems.ts'
import { type CommonOptions, withAnyHost, withReadingHost } from '../context.ts'
import { withDataProgress } from '../data-progress.ts'
import { print, printAsIs, printCells, printError, printJson } from '../output.ts'
import { formatTable } from '../table.ts'
import { findDataset, numbered } from './data.ts'

export interface FindingsOptions extends CommonOptions {
  readonly where?: string
  readonly examples?: number
}

/** `saccade data findings DATASET [FINDING]`: how many pairs each marks, or what one means and pairs that it marks. */
export function listFindings(named: string, finding: string | undefined, options: FindingsOptions): Promise<number> {
  return withReadingHost(options, async ({ datasets }) => {
    const { id } = findDataset(await datasets.list(), named)
    const known = await datasets.findings()
    const selection = { dataset: id, where: options.where ?? '' }
    const tally = await datasets.tally(selection)
    if (finding === undefined) {
      const told = known.map((one) => ({ ...one, ...countsOf(tally.findings, one.id) }))
      if (options.json) {
        printJson({ pairs: tally.found, findings: told })
        return
      }
      const rows = told.map(({ id: what, group, title, count, only }) => [
        what,
        count,
        share(count, tally.found),
        only,
        `${group}: ${title}`,
      ])
      print(...formatTable(['FINDING', 'PAIRS', 'SHARE', 'ONLY IT', 'WHAT IT IS'], rows))
      return
    }
    const described = known.find((one) => one.id === finding)
    if (!described)
      throw new SaccadeError('not-found', `There is no finding “${finding}”`, {
        hint: '`saccade data findings DATASET` lists them.',
      })
    const where = [`finding:${JSON.stringify(finding)}`, ...(options.where ? [`(${options.where})`] : [])].join(' and ')
    const { rows } = await datasets.randomRows({ dataset: id, where, seed: 1, count: options.examples ?? 10 })
    const counts = countsOf(tally.findings, finding)
    if (options.json) {
      printJson({ ...described, ...counts, pairs: tally.found, examples: rows.map(numbered) })
      return
    }
    print(`${described.group}: ${described.title}`, described.definition, `Fix: ${described.fix.title}.`)
    print(`${counted(counts.count, 'pair')} of ${tally.found}, ${counts.only} that nothing else finds`, '')
    for (const { row, split, source, target } of rows) printCells(String(row + 1), split, source, target)
  })
}

function countsOf(findings: readonly { id: string; count: number; only: number }[], id: string) {
  const { count = 0, only = 0 } = findings.find((one) => one.id === id) ?? {}
  return { count, only }
}

const share = (part: number, whole: number): string => `${(whole === 0 ? 0 : (100 * part) / whole).toFixed(2)} %`

export interface FixOptions extends CommonOptions {
  readonly fix?: readonly string[]
  readonly where?: string
  readonly name?: string
  readonly dryRun?: boolean
  readonly as?: 'json' | 'opusfilter'
}

/** `saccade data fix DATASET`: what the fixes come to, the recipe in one of two languages, or the derived dataset. */
export function fixData(named: string, file: string | undefined, options: FixOptions): Promise<number> {
  const recipe = recipeOf(file, options)
  return withAnyHost(options, async ({ api, on }) => {
    const { id } = findDataset(await api.datasets.list(), named)
    const { where, fixes, splitting } = recipe
    const selection = { dataset: id, where, fixes }
    if (options.as !== undefined) {
      const { json, opusFilter, left } = await api.datasets.recipeTexts({
        ...selection,
        ...(splitting && { splitting }),
      })
      for (const words of left) printError(`OpusFilter has no rule for ${words}`)
      printAsIs((options.as === 'json' ? json : opusFilter).trimEnd())
      return 0
    }
    const plan = await api.datasets.planFixes(selection)
    if (options.dryRun) {
      if (options.json) printJson(plan)
      else printPlan(plan)
      return 0
    }
    const task = `fix ${process.pid}`
    return withDataProgress({ on, datasets: api.datasets }, task, async () => {
      const made = await api.datasets.derive({
        ...selection,
        ...(splitting && { splitting }),
        name: options.name ?? '',
        task,
      })
      if (options.json) printJson({ ...made, plan })
      else {
        printPlan(plan)
        print(`“${made.name}” is ${made.id}: ${counted(made.pairs, 'pair')}`)
      }
      return 0
    })
  })
}

function printPlan({ pairs, kept, dropped, outside, changed, fixes }: FixPlan): void {
  print(
    ...formatTable(
      ['FIX', 'PAIRS', 'ONLY IT'],
      fixes.map(({ finding, rows, only }) => [finding, rows, only]),
    ),
  )
  const byQuery = outside > 0 ? `, ${outside} of them by the query` : ''
  print(`Of ${counted(pairs, 'pair')}, ${kept} stay, ${changed} of them changed; ${dropped} are left out${byQuery}`)
}

/** A file with a recipe, or fixes and a query by themselves; the latter are added to the former. */
function recipeOf(file: string | undefined, { fix = [], where }: FixOptions): FixRecipe {
  const base = file === undefined ? fixRecipeSchema.parse({}) : readRecipe(file)
  return { ...base, ...(where !== undefined && { where }), fixes: [...base.fixes, ...fix.map(readFix)] }
}

/** `duplicate`, or `LengthRatioFilter.word=4` for another threshold. */
function readFix(text: string): ChosenFix {
  const [finding = '', threshold, ...more] = text.split('=')
  if (threshold === undefined) return { finding }
  if (more.length > 0 || threshold.trim() === '' || !Number.isFinite(Number(threshold)))
    throw new SaccadeError('bad-usage', `“${text}” is neither FINDING nor FINDING=NUMBER`)
  return { finding, threshold: Number(threshold) }
}

/** More than any recipe has. */
const MOST_BYTES = 1024 ** 2

function readRecipe(file: string): FixRecipe {
  const text = new TextDecoder().decode(readOrdinaryFile(file, { most: MOST_BYTES, what: 'The recipe' }))
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SaccadeError('bad-data', `${file} is not JSON: ${reason}`, {
      hint: '`saccade data fix DATASET --fix FINDING --as json` prints a recipe.',
    })
  }
  const recipe = fixRecipeSchema.safeParse(value)
  if (recipe.success) return recipe.data
  const problems = schemaProblems(recipe.error, value)
  throw new SaccadeError('bad-data', `${file} is no recipe of fixes: ${problemsText(problems)}`, { problems })
}

export interface SplitOptions extends CommonOptions {
  readonly by: 'seed' | 'hash'
  readonly validShare?: number
  readonly testShare?: number
  readonly seed?: number
  readonly name?: string
}

/** `saccade data split DATASET`: the same pairs, divided anew. */
export function splitData(named: string, options: SplitOptions): Promise<number> {
  const shares = { valid: options.validShare ?? 0.05, test: options.testShare ?? 0 }
  const splitting: Splitting =
    options.by === 'hash' ? { kind: 'hash', ...shares } : { kind: 'seed', seed: options.seed ?? 1, ...shares }
  return withAnyHost(options, async ({ api, on }) => {
    const { id, name } = findDataset(await api.datasets.list(), named)
    const task = `split ${process.pid}`
    return withDataProgress({ on, datasets: api.datasets }, task, async () => {
      const request = { dataset: id, fixes: [], splitting, name: options.name ?? `${name}, divided anew`, task }
      const made = await api.datasets.derive(request)
      const { train, valid, test } = made.splits
      if (options.json) printJson(made)
      else print(`“${made.name}” is ${made.id}: ${train} train, ${valid} valid, ${test} test`)
      return 0
    })
  })
}
