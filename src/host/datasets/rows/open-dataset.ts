import fs from 'node:fs'
import { join } from 'node:path'
import { FOLDER_FILES } from '../../../data/folder/manifest.ts'
import { type OpenFolder, openFolder } from '../../../data/folder/reader.ts'
import type { Selection } from '../../../shared/datasets/rows.ts'
import { keepNewest } from '../../../shared/keep-newest.ts'
import { type TrigramIndex, openTrigramIndex } from '../../storage/trigram-index.ts'
import { type RowFinder, allRows, knownRows, searchRows } from './find-rows.ts'
import { type RowColumns, createRowColumns } from '../../../data/rows/row-columns.ts'
import { type RowMask, type Selecting, fieldsOf, selectRows } from '../../../data/rows/select-rows.ts'
import { type TextMatch, createTextMatch } from './text-match.ts'

const SELECTIONS_KEPT = 8

/** What a selection leaves out of account: which dataset it is of. */
export type Asked = Omit<Selection, 'dataset'>

/** A dataset that is open for questions, with what was worked out for the last ones. */
export interface OpenDataset extends Selecting {
  readonly folder: OpenFolder
  readonly columns: RowColumns
  /** The rows that fit the query, whatever text is looked for. @throws bad-usage, aborted */
  mask(where: string, signal?: AbortSignal): Promise<RowMask | null>
  /** The rows of a selection, as they are found. @throws bad-usage, aborted */
  finder(asked: Asked, signal?: AbortSignal): Promise<RowFinder>
  match(asked: Asked): TextMatch | null
  close(): void
}

/** @throws storage, newer-version */
export function openDataset(path: string): OpenDataset {
  const folder = openFolder(path)
  const columns = createRowColumns(folder)
  const findings = folder.manifest.findings.map(({ id }) => id)
  const parts: Selecting = { folder, columns, fields: fieldsOf(folder), findings }
  const masks = new Map<string, RowMask>()
  const finders = new Map<string, { finder: RowFinder; indexed: boolean }>()
  let index: TrigramIndex | null = null
  let all: RowFinder | null = null

  /** It may come to be there while the dataset is open. */
  function searchIndex(): TrigramIndex | null {
    const file = join(path, FOLDER_FILES.search)
    if (index && !fs.existsSync(file)) {
      index.close() // broken, and to be made anew
      index = null
    }
    try {
      if (!index && fs.existsSync(file)) index = openTrigramIndex(file)
    } catch {
      return null // broken: every row is looked at until it is made anew
    }
    return index
  }

  async function mask(where: string, signal?: AbortSignal): Promise<RowMask | null> {
    if (where.trim() === '') return null
    const known = masks.get(where) ?? (await selectRows(where, parts, signal))
    keepNewest(masks, where, known, SELECTIONS_KEPT)
    return known
  }

  const match = ({ search }: Asked): TextMatch | null => (search ? createTextMatch(search) : null)

  return {
    ...parts,
    mask,
    match,
    async finder(asked, signal) {
      const key = JSON.stringify([asked.where, asked.search])
      const held = await mask(asked.where, signal)
      const text = match(asked)
      const known = finders.get(key)
      const isNewlyIndexed = known && !known.indexed && !known.finder.done && searchIndex() !== null
      if (known && !isNewlyIndexed) return known.finder
      if (!text && !held) return (all ??= allRows(folder.pairs))
      const finder = text
        ? searchRows({ folder, index: searchIndex(), match: text, mask: held })
        : knownRows(held ?? NONE)
      keepNewest(finders, key, { finder, indexed: index !== null }, SELECTIONS_KEPT)
      return finder
    },
    close() {
      index?.close()
      folder.close()
    },
  }
}

const NONE = new Uint8Array(0)
