import {
  type AsyncBuffer,
  type FileMetaData,
  type RowGroup,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { ReadingOf } from '../../shared/datasets/reading.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { Pair, PairBatch } from '../pair.ts'
import { type TextSource, nameOf } from './bytes.ts'
import { pairOfValues } from './cells.ts'
import { checkPages } from './parquet-checksums.ts'
import { openParquet } from './parquet-file.ts'
import { badData } from './problems.ts'
import { type PairFile, type ReadContext, defineReader } from './reader.ts'

/** Columns of Parquet, row group by row group, and within a group as many rows together as keep memory flat. */
export const parquetReader = defineReader('parquet', readParquetPairs)

/** Rows that are read together. */
const TOGETHER = 65_536

async function* readParquetPairs(
  { path }: PairFile,
  { sourceColumn, targetColumn, splitColumn }: ReadingOf<'parquet'>,
  context: ReadContext,
): AsyncGenerator<PairBatch> {
  const { signal } = context
  const name = nameOf(path)
  const names = { source: sourceColumn, target: targetColumn, split: splitColumn }
  const file = await openParquet(path, context.onBytes)
  try {
    const metadata = await readMetadata(name, file.buffer)
    const columns = columnsOf(
      name,
      metadata,
      Object.values(names).filter((column) => column !== ''),
    )
    let start = 0
    for (const group of metadata.row_groups) {
      const end = start + Number(group.num_rows)
      await checkGroup(name, file.buffer, group, columns, `the rows ${start + 1} to ${end}`)
      const together = canSkip(group) ? TOGETHER : end - start
      for (let from = start; from < end; from += together) {
        if (signal?.aborted) throw new SaccadeError('aborted', `Reading ${name} was stopped`)
        const to = Math.min(end, from + together)
        const rows = await readSome(name, file.buffer, { metadata, columns, rowStart: from, rowEnd: to })
        yield pairsOf(rows, from, name, names, context)
      }
      start = end
    }
    file.done()
  } finally {
    await file.close()
  }
}

/** @throws bad-data where a page is not what was written */
async function checkGroup(name: string, buffer: AsyncBuffer, group: RowGroup, columns: string[], place: string) {
  try {
    await checkPages(buffer, group, columns)
  } catch (error) {
    throw error instanceof SaccadeError ? error : damaged(name, `a page with ${place} cannot be read`, error)
  }
}

/** Whether rows in the middle of a group are found without decoding those before them, once for each part. */
function canSkip({ columns }: RowGroup): boolean {
  return columns.every(
    ({ meta_data: data, offset_index_offset: index }) => index !== undefined || data?.path_in_schema.length === 1,
  )
}

function pairsOf(
  rows: readonly unknown[],
  from: number,
  name: string,
  names: { source: string; target: string; split: string },
  context: ReadContext,
): Pair[] {
  const pairs: Pair[] = []
  for (const [index, row] of rows.entries()) {
    const place = from + index + 1
    const pair = pairOfValues(row, names, { place, origin: `${name}:${place}`, what: 'column' }, context)
    if (pair) pairs.push(pair)
  }
  return context.faults.found ? [] : pairs
}

/** The first rows of a file with all its columns, whose names those of text are. @throws bad-data */
export async function firstRows(path: TextSource, count: number): Promise<{ rows: unknown[]; columns: string[] }> {
  const name = nameOf(path)
  const file = await openParquet(path)
  try {
    const metadata = await readMetadata(name, file.buffer)
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name)
    const rowEnd = Math.min(count, Number(metadata.num_rows))
    const rows = await readSome(name, file.buffer, { metadata, columns, rowStart: 0, rowEnd })
    return { rows, columns: textColumns(metadata) }
  } finally {
    await file.close()
  }
}

/** What a Parquet file says of itself. @throws bad-data */
async function readMetadata(name: string, buffer: AsyncBuffer): Promise<FileMetaData> {
  let metadata: FileMetaData
  try {
    metadata = await parquetMetadataAsync(buffer)
  } catch (error) {
    throw damaged(name, 'its footer cannot be read', error)
  }
  const rows = metadata.row_groups.reduce((sum, group) => sum + group.num_rows, 0n)
  if (rows === metadata.num_rows) return metadata
  throw damaged(name, `its footer tells of ${metadata.num_rows} rows, and of ${rows} in its groups`)
}

/** The columns with text, as paths such as `translation.de`. */
function textColumns(metadata: FileMetaData): string[] {
  const paths: string[] = []
  const visit = (node: ReturnType<typeof parquetSchema>) => {
    const { element, path, children } = node
    if (element.repetition_type === 'REPEATED') return
    const textual = element.converted_type === 'UTF8' || element.logical_type?.type === 'STRING'
    if (children.length === 0 && textual) paths.push(path.join('.'))
    children.forEach(visit)
  }
  visit(parquetSchema(metadata))
  return paths
}

/** The columns at the top that hold what the paths lead to. @throws bad-data where there is none */
function columnsOf(name: string, metadata: FileMetaData, paths: readonly string[]): string[] {
  const tops = parquetSchema(metadata).children.map(({ element }) => element.name)
  const columns = paths.map((path) => {
    const top = tops.find((each) => path === each || path.startsWith(`${each}.`))
    if (top !== undefined) return top
    const texts = textColumns(metadata)
    throw badData(name, `${name} has no column ${path}`, {
      hint: texts.length > 0 ? `Its columns with text are ${texts.join(', ')}.` : 'It has no columns with text.',
    })
  })
  return Array.from(new Set(columns))
}

async function readSome(
  name: string,
  file: AsyncBuffer,
  part: { metadata: FileMetaData; columns: string[]; rowStart: number; rowEnd: number },
): Promise<unknown[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const { rowStart, rowEnd } = part
  const place = `the rows ${rowStart + 1} to ${rowEnd}`
  let rows: unknown[]
  try {
    rows = await parquetReadObjects({
      ...part,
      file,
      compressors,
      parsers: { stringFromBytes: (bytes) => decoder.decode(bytes) },
      // Reads the pages with these rows and no others, where the file says where they are.
      useOffsetIndex: true,
    })
  } catch (error) {
    if (error instanceof SaccadeError) throw error
    throw damaged(name, `a page with ${place} cannot be read`, error)
  }
  if (rows.length === rowEnd - rowStart) return rows
  throw damaged(name, `its pages hold fewer rows than it says, in ${place}`)
}

function damaged(name: string, what: string, cause?: unknown): SaccadeError {
  const words = cause instanceof Error ? ` (${cause.message})` : ''
  return badData(name, `${name} is damaged or no Parquet file: ${what}${words}`, {
    hint: 'Copy or download the file again.',
    cause,
  })
}
