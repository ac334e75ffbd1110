import path from 'node:path'
import type { RecipeInput } from '../../../shared/datasets/recipe.ts'
import type { SplitName } from '../../../shared/datasets/splits.ts'
import { splitOfWord } from '../cells.ts'
import { isLanguage } from './columns.ts'

type RecipeFile = RecipeInput['files'][number]

/**
 * Which of several files belong together: two that differ only in the language at the end of their names are a pair of
 * text files; a name with train, valid, dev or test in it says the split.
 */
export function pairFiles(paths: readonly string[]): RecipeFile[] {
  const left = [...paths]
  const files: RecipeFile[] = []
  for (let first = left.shift(); first !== undefined; first = left.shift()) {
    const partner = left.findIndex((other) => areSides(first, other))
    const targets = partner === -1 ? undefined : left.splice(partner, 1)[0]
    files.push({ path: first, ...(targets !== undefined && { targets }), ...splitOfName(first, paths.length) })
  }
  return files
}

function areSides(one: string, other: string): boolean {
  const [a, b] = [nameParts(one), nameParts(other)]
  return (
    path.dirname(one) === path.dirname(other) &&
    a.stem === b.stem &&
    a.side !== b.side &&
    isSide(a.side) &&
    isSide(b.side)
  )
}

function isSide(ending: string): boolean {
  return isLanguage(ending) || /^(src|tgt|trg|source|target|input|output)$/i.test(ending)
}

/** The name without what compressed it, cut at its last dot. */
function nameParts(file: string): { stem: string; side: string } {
  const name = path.basename(file).replace(/\.(gz|zst|zstd)$/i, '')
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? { stem: '', side: name } : { stem: name.slice(0, dot), side: name.slice(dot + 1) }
}

/** Only where there are several files: a single one called test.tsv is simply the data. */
function splitOfName(file: string, files: number): { split?: SplitName } {
  if (files === 1) return {}
  const split = path
    .basename(file)
    .split(/[^a-z]+/i)
    .map(splitOfWord)
    .find((found) => found !== undefined)
  return split === undefined ? {} : { split }
}
