import { createHash } from 'node:crypto'
import fs from 'node:fs'
import type { Recipe } from '../../shared/datasets/recipe.ts'
import type { SourceFile } from '../../shared/datasets/stored.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { checkOrdinaryFile, unreadable } from '../../shared/ordinary-file.ts'
import { isBlank } from '../../shared/white-space.ts'
import type { Pair } from '../pair.ts'
import { badData } from '../readers/problems.ts'
import { readLinesAsTheyCome } from '../readers/text.ts'

/** A file of a recipe while it is read. */
export interface ReadFile {
  readonly pairs: AsyncGenerator<readonly Pair[]>
  /** What was read, once all of it was. */
  facts(): readonly SourceFile[]
}

export interface ReadParts {
  readonly signal?: AbortSignal
  /** Told how many bytes more have been read. */
  onBytes(bytes: number): void
  /** Told of a row that is left out. */
  onBad(problem: string): void
}

/** Reads a file of a recipe. @throws bad-data, aborted */
export function readRecipeFile(
  { path, targets }: Recipe['files'][number],
  recipe: Pick<Recipe, 'reading' | 'skipBad'>,
  parts: ReadParts,
): ReadFile {
  const files = [path, ...(targets === undefined ? [] : [targets])].map((one) => openBytes(one, parts))
  const [left, right] = files.map(({ name, bytes }) => readLinesAsTheyCome({ name, bytes }, parts))
  if (!left) throw new RangeError('A recipe has a file')
  const pairs = right ? alignedLines(path, left, targets ?? '', right) : tabbedLines(path, left)
  return { pairs: checked(path, pairs, recipe.skipBad, parts), facts: () => files.map(({ facts }) => facts()) }
}

function openBytes(path: string, { onBytes }: ReadParts) {
  const hash = createHash('sha256')
  let read = 0
  async function* bytes(): AsyncGenerator<Uint8Array> {
    checkOrdinaryFile(path)
    const before = fs.statSync(path)
    try {
      for await (const chunk of fs.createReadStream(path, { highWaterMark: 1 << 20 })) {
        const piece = chunk as Uint8Array
        hash.update(piece)
        read += piece.length
        onBytes(piece.length)
        yield piece
      }
      const after = fs.statSync(path)
      if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
        throw badData(path, `${path} changed while it was read`, { hint: 'Import it again when nothing writes it.' })
      }
    } catch (error) {
      throw error instanceof SaccadeError ? error : unreadable(path, error)
    }
  }
  return { name: path, bytes: bytes(), facts: () => ({ path, bytes: read, digest: hash.digest('hex') }) }
}

async function* tabbedLines(path: string, lines: AsyncGenerator<readonly string[]>): AsyncGenerator<readonly Pair[]> {
  let place = 0
  for await (const some of lines) {
    yield some.map((line) => {
      place++
      const cut = line.indexOf('\t')
      if (cut < 0)
        throw badData(path, `${path}:${place} has no tab`, { line: place, hint: 'A line is source, tab, target.' })
      const end = line.indexOf('\t', cut + 1)
      return { source: line.slice(0, cut), target: line.slice(cut + 1, end < 0 ? undefined : end), split: null, place }
    })
  }
}

async function* alignedLines(
  sourcePath: string,
  sources: AsyncGenerator<readonly string[]>,
  targetPath: string,
  targets: AsyncGenerator<readonly string[]>,
): AsyncGenerator<readonly Pair[]> {
  let [left, right, place]: [readonly string[], readonly string[], number] = [[], [], 0]
  for (;;) {
    if (left.length === 0) left = await nextOf(sources)
    if (right.length === 0) right = await nextOf(targets)
    const count = Math.min(left.length, right.length)
    if (count === 0) break
    yield left.slice(0, count).map((source, at) => ({ source, target: right[at] ?? '', split: null, place: ++place }))
    left = left.slice(count)
    right = right.slice(count)
  }
  if (left.length === 0 && right.length === 0) return
  const [longer, shorter] = left.length > 0 ? [sourcePath, targetPath] : [targetPath, sourcePath]
  throw badData(longer, `${longer}:${place + 1} has no partner in ${shorter}`, {
    line: place + 1,
    hint: 'Line n of one file must belong to line n of the other; look for a lost or doubled line.',
  })
}

async function nextOf(lines: AsyncGenerator<readonly string[]>): Promise<readonly string[]> {
  const { done, value } = await lines.next()
  return done ? [] : value
}

/** An empty side makes no pair. */
async function* checked(
  path: string,
  batches: AsyncGenerator<readonly Pair[]>,
  skipBad: boolean,
  { onBad }: ReadParts,
): AsyncGenerator<readonly Pair[]> {
  for await (const batch of batches) {
    yield batch.filter(({ source, target, place }) => {
      if (!isBlank(source) && !isBlank(target)) return true
      const what = `${path}:${place}: the ${isBlank(source) ? 'source' : 'target'} is empty`
      if (!skipBad) throw badData(path, what, { line: place, hint: 'Fill in or remove the line, or go past bad rows.' })
      onBad(what)
      return false
    })
  }
}
