import fs from 'node:fs'
import { join } from 'node:path'
import type { DatasetStatistics } from '../../shared/datasets/stored.ts'
import { SPLIT_NAMES, type SplitName } from '../../shared/datasets/splits.ts'
import { explaining } from '../../shared/system-errors.ts'
import { createDigest } from './digest.ts'
import { type Column, type Growing, createGrowing } from './growing.ts'
import {
  COLUMN_TYPES,
  type ColumnType,
  FOLDER_FILES,
  FOLDER_VERSION,
  type Manifest,
  type StoredColumn,
  writeManifest,
} from './manifest.ts'
import { createWordLog } from './rare-words.ts'
import { createLetterCounts, createScanned, scanText } from './scan-text.ts'
import { createSums, sideStatistics } from './side-statistics.ts'
import { createWordTable } from './word-table.ts'
import { writeAll } from './write-all.ts'

/** What is written into a folder: text after normalisation, in a split. */
export interface WrittenPair {
  readonly source: string
  readonly target: string
  readonly split: SplitName
}

/** What was found in the pairs, once all of them have been seen. */
export interface PairMarks {
  /** Ids of the findings, in the order of their bits in `flags`. */
  readonly findings: readonly string[]
  /** A bit a finding. */
  readonly flags: Uint32Array
  /** Further numbers of each pair, by the name of their column, made when they are written. */
  readonly numbers: Readonly<Record<string, () => Column>>
}

export type FolderFacts = Pick<Manifest, 'recipe' | 'files' | 'skipped' | 'scripts'>

export interface FolderWriter {
  readonly pairs: number
  add(batch: readonly WrittenPair[]): void
  /** The split of every pair, by its place in SPLIT_NAMES. */
  splits(): Uint8Array
  /** The texts of a pair that was added. It is quickest with many of them, once all are there. */
  read(row: number): { readonly source: string; readonly target: string }
  /** Writes the columns and, last, the manifest. */
  finish(marks: PairMarks, facts: FolderFacts): Manifest
  /** Lets go of the files; whatever is there stays as it is. */
  close(): void
}

const LINE_FEED = 0x0a

/** Writes a dataset into a folder that is there and empty. @throws storage, as on a full disk */
export function createFolderWriter(folder: string): FolderWriter {
  const place = `the dataset ${folder}`
  const file = explaining(place, () => fs.openSync(join(folder, FOLDER_FILES.text), 'wx+'))
  const digest = createDigest()
  const words = createWordTable()
  const log = explaining(place, () => {
    try {
      return createWordLog(folder)
    } catch (error) {
      fs.closeSync(file)
      throw error
    }
  })
  const sides = [createSide(), createSide()] as const
  const [source, target] = sides
  const columns = {
    'source.bytes': source.bytes,
    'target.bytes': target.bytes,
    'source.words': source.words,
    'target.words': target.words,
    'source.characters': source.characters,
    'target.characters': target.characters,
    split: createGrowing('uint8'),
  }
  const splits = { train: 0, valid: 0, test: 0 }
  const scanned = createScanned()
  let buffer = Buffer.alloc(0)
  let offsets = new Float64Array(0)
  let textBytes = 0
  let pairs = 0

  function addSide(which: 0 | 1, start: number, end: number, split: number): void {
    const side = sides[which]
    const { sums } = side
    scanText(buffer, start, end, scanned, side.letters)
    words.count(buffer, scanned, which * 2 + (split === 0 ? 0 : 1))
    log.add(scanned)
    sums.words += scanned.words
    sums.characters += scanned.characters
    if (scanned.words > sums.longestWords) sums.longestWords = scanned.words
    if (scanned.characters > sums.longestCharacters) sums.longestCharacters = scanned.characters
    side.bytes.push(end - start)
    side.words.push(scanned.words)
    side.characters.push(scanned.characters)
  }

  function addBatch(batch: readonly WrittenPair[]): void {
    let units = 0
    for (const { source, target } of batch) units += source.length + target.length + 2
    if (buffer.length < units * 3) buffer = Buffer.allocUnsafe(units * 3)
    const lengths = new Uint32Array(batch.length * 2)
    const splitNumbers = new Uint8Array(batch.length)
    let at = 0
    for (const [index, pair] of batch.entries()) {
      const split = SPLIT_NAMES.indexOf(pair.split)
      for (const side of [0, 1] as const) {
        const length = buffer.write(side === 0 ? pair.source : pair.target, at, 'utf8')
        addSide(side, at, at + length, split)
        lengths[index * 2 + side] = length
        at += length
        buffer[at++] = LINE_FEED
      }
      splitNumbers[index] = split
      columns.split.push(split)
      splits[pair.split]++
    }
    const text = buffer.subarray(0, at)
    digest.add(text, lengths, splitNumbers)
    writeAll(file, text)
    textBytes += at
    pairs += batch.length
  }

  return {
    get pairs() {
      return pairs
    },

    add: (batch) => explaining(place, () => addBatch(batch)),

    splits: () => Uint8Array.from({ length: pairs }, (_, row) => columns.split.at(row)),

    read(row) {
      if (offsets.length <= pairs) offsets = offsetsOf(columns['source.bytes'], columns['target.bytes'])
      const from = offsets[row] ?? 0
      const length = (offsets[row + 1] ?? 0) - from
      if (buffer.length < length) buffer = Buffer.allocUnsafe(length)
      explaining(place, () => fs.readSync(file, buffer, 0, length, from))
      const cut = columns['source.bytes'].at(row)
      return { source: buffer.toString('utf8', 0, cut), target: buffer.toString('utf8', cut + 1, length - 1) }
    },

    finish(marks, facts) {
      const rare = explaining(place, () => log.countRare(columns, words))
      const all = { ...columns, ...rare, flags: () => marks.flags, ...marks.numbers }
      const { stored, bytes } = explaining(place, () => {
        fs.fsyncSync(file)
        return writeColumns(join(folder, FOLDER_FILES.columns), all)
      })
      const statistics: DatasetStatistics = {
        pairs,
        source: sideStatistics(source.sums, words, 0, source.letters),
        target: sideStatistics(target.sums, words, 1, target.letters),
      }
      const counts = countFlags(marks)
      const manifest: Manifest = {
        version: FOLDER_VERSION,
        ...{ pairs, splits, digest: digest.finish(), textBytes, columnBytes: bytes, columns: stored },
        ...facts,
        findings: marks.findings.map((id, bit) => ({ id, count: counts[bit] ?? 0 })),
        statistics,
      }
      writeManifest(folder, manifest)
      return manifest
    },

    close() {
      log.close()
      fs.closeSync(file)
    },
  }
}

/** What is gathered of one side. */
function createSide() {
  const [bytes, words, characters] = [createGrowing('uint32'), createGrowing('uint32'), createGrowing('uint32')]
  return { bytes, words, characters, sums: createSums(), letters: createLetterCounts() }
}

/** Where each pair begins in the text, and where the last one ends. */
function offsetsOf(source: Growing, target: Growing): Float64Array<ArrayBuffer> {
  const offsets = new Float64Array(source.length + 1)
  for (let row = 0; row < source.length; row++) {
    offsets[row + 1] = (offsets[row] ?? 0) + source.at(row) + target.at(row) + 2
  }
  return offsets
}

function writeColumns(path: string, columns: Readonly<Record<string, Growing | (() => Column)>>) {
  const file = fs.openSync(path, 'wx')
  try {
    const stored: StoredColumn[] = []
    let bytes = 0
    for (const [name, column] of Object.entries(columns)) {
      const { type, blocks } =
        typeof column === 'function' ? oneBlock(column()) : { type: column.type, blocks: column.blocks() }
      stored.push({ name, type, offset: bytes })
      for (const block of blocks) {
        writeAll(file, new Uint8Array(block.buffer, block.byteOffset, block.byteLength))
        bytes += block.byteLength
      }
      const gap = (8 - (bytes % 8)) % 8 // so that each can be looked at where it lies
      writeAll(file, new Uint8Array(gap))
      bytes += gap
    }
    fs.fsyncSync(file)
    return { stored, bytes }
  } finally {
    fs.closeSync(file)
  }
}

function oneBlock(column: Column): { type: ColumnType; blocks: Column[] } {
  return { type: typeOf(column), blocks: [column] }
}

function typeOf(column: Column): ColumnType {
  const types = Object.keys(COLUMN_TYPES) as ColumnType[]
  return types.find((type) => column instanceof COLUMN_TYPES[type]) ?? 'uint8'
}

function countFlags({ findings, flags }: PairMarks): number[] {
  const counts = findings.map(() => 0)
  for (const value of flags) {
    for (let rest = value, bit = 0; rest !== 0; rest >>>= 1, bit++) {
      if (rest & 1) counts[bit] = (counts[bit] ?? 0) + 1
    }
  }
  return counts
}
