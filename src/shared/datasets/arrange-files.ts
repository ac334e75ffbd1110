import type { z } from 'zod'
import { fileName } from '../data-name.ts'
import { isLanguage } from './languages.ts'
import type { recipeFileSchema } from './recipe.ts'
import type { SplitName } from './splits.ts'

export type RecipeFile = z.input<typeof recipeFileSchema>

/** Endings of files that hold both sides. */
const WHOLE = new Set(['tsv', 'csv', 'tab', 'jsonl', 'ndjson', 'json', 'parquet', 'tmx', 'po', 'pot'])
const COMPRESSED = /\.(gz|zst|zstd|bgz)$/i
const SIDE = /^(src|tgt|trg|source|target|input|output)$/i
const SPLIT_WORDS: readonly (readonly [split: SplitName, word: RegExp])[] = [
  ['train', /(^|[^a-z])train(ing)?([^a-z]|$)/i],
  ['valid', /(^|[^a-z])(valid(ation)?|dev(el)?)([^a-z]|$)/i],
  ['test', /(^|[^a-z])test([^a-z]|$)/i],
]

/**
 * Files that were given together, as a recipe has them. Text files belong together in twos: those of one stem, such as
 * `dev.de` and `dev.en`; those of one name in folders that are called by the sides, such as `de/dev.txt` and `en/dev.txt`;
 * and two that are alone. Of several, each says its split by its name.
 */
export function arrangeFiles(paths: readonly string[]): RecipeFile[] {
  const files: RecipeFile[] = []
  const stems = new Map<string, string[]>()
  for (const path of paths) {
    const { stem, ending } = partsOf(path)
    if (WHOLE.has(ending)) files.push({ path })
    else stems.set(stem, [...(stems.get(stem) ?? []), path])
  }
  const groups = [...stems.values()]
  const alone = groups.flatMap((group) => (group.length === 1 ? group : []))
  const pairs = [...groups.filter(({ length }) => length !== 1), ...pairsOf(alone, groups.length === 2)]
  for (const pair of pairs.sort((a, b) => paths.indexOf(a[0] ?? '') - paths.indexOf(b[0] ?? ''))) {
    const [path, targets, ...others] = pair
    if (path !== undefined && targets !== undefined && others.length === 0) files.push({ path, targets })
    else files.push(...pair.map((one) => ({ path: one })))
  }
  if (files.length < 2) return files
  return files.map((file) => ({ ...file, ...splitOf(file.path) }))
}

/** Of files without a partner of their stem. */
function pairsOf(alone: readonly string[], noOthers: boolean): string[][] {
  if (noOthers && alone.length === 2) return [[...alone]]
  const left = [...alone]
  const pairs: string[][] = []
  for (let first = left.shift(); first !== undefined; first = left.shift()) {
    const one = first
    const partner = left.findIndex((other) => areSideFolders(one, other))
    pairs.push([one, ...(partner === -1 ? [] : left.splice(partner, 1))])
  }
  return pairs
}

/** Whether the paths differ in one folder alone, which says the side in both. */
function areSideFolders(one: string, other: string): boolean {
  const [a, b] = [one.split(/[\\/]/), other.split(/[\\/]/)]
  const differing = a.flatMap((part, place) => (part === b[place] ? [] : [[part, b[place] ?? ''] as const]))
  const [folders] = differing
  return (
    a.length === b.length &&
    differing.length === 1 &&
    a.at(-1) === b.at(-1) &&
    folders !== undefined &&
    folders.every(isSide)
  )
}

const isSide = (part: string): boolean => isLanguage(part) || SIDE.test(part)

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
