import type { z } from 'zod'
import type { recipeFileSchema } from '../../../shared/datasets/recipe.ts'
import { fileName } from '../../../shared/data-name.ts'
import type { SplitName } from '../../../shared/datasets/splits.ts'

export type RecipeFile = z.input<typeof recipeFileSchema>

/** Endings of files that hold both sides. */
const WHOLE = new Set(['tsv', 'csv', 'tab', 'jsonl', 'ndjson', 'json', 'parquet', 'tmx', 'po', 'pot'])
const COMPRESSED = /\.(gz|zst|zstd|bgz)$/i
const SPLIT_WORDS: readonly (readonly [split: SplitName, word: RegExp])[] = [
  ['train', /(^|[^a-z])train(ing)?([^a-z]|$)/i],
  ['valid', /(^|[^a-z])(valid(ation)?|dev(el)?)([^a-z]|$)/i],
  ['test', /(^|[^a-z])test([^a-z]|$)/i],
]

/**
 * Files that were given together, as a recipe has them: text files of one stem, such as `dev.de` and `dev.en`, are a pair,
 * and so are two that only differ otherwise. Of several, each says its split by its name.
 */
export function arrangeFiles(paths: readonly string[]): RecipeFile[] {
  const stems = new Map<string, string[]>()
  const files: RecipeFile[] = []
  for (const path of paths) {
    const { stem, ending } = partsOf(path)
    if (WHOLE.has(ending)) files.push({ path })
    else stems.set(stem, [...(stems.get(stem) ?? []), path])
  }
  const texts = [...stems.values()]
  const [first, second] = texts
  const pairs = texts.length === 2 && first?.length === 1 && second?.length === 1 ? [[...first, ...second]] : texts
  for (const pair of pairs) {
    const [path, targets, ...others] = pair
    if (path !== undefined && targets !== undefined && others.length === 0) files.push({ path, targets })
    else files.push(...pair.map((one) => ({ path: one })))
  }
  if (files.length < 2) return files
  return files.map((file) => ({ ...file, ...splitOf(file.path) }))
}

function partsOf(path: string): { stem: string; ending: string } {
  const plain = path.replace(COMPRESSED, '')
  const dot = plain.lastIndexOf('.')
  return { stem: plain.slice(0, dot < 0 ? undefined : dot), ending: dot < 0 ? '' : plain.slice(dot + 1).toLowerCase() }
}

function splitOf(path: string): { split?: SplitName } {
  const name = fileName(path)
  const found = SPLIT_WORDS.find(([, word]) => word.test(name))
  return found ? { split: found[0] } : {}
}

/** What a dataset of these files is called, unless the user says otherwise. */
export function usualName(files: readonly RecipeFile[]): string {
  const [file] = files
  if (!file) return ''
  const { stem, ending } = partsOf(fileName(file.path))
  return file.targets === undefined ? stem : `${stem} ${ending}–${partsOf(file.targets).ending}`
}
