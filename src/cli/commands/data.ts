import type { StoredRow } from '../../shared/datasets/rows.ts'
import type { StoredDataset } from '../../shared/datasets/stored.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type CommonOptions, withAnyHost, withReadingHost } from '../context.ts'
import { findNamed } from '../find-named.ts'
import { formatTime } from '../format.ts'
import { print, printCells, printError, printJson } from '../output.ts'
import { formatFacts, formatTable } from '../table.ts'

/** `saccade data list` */
export function listData(options: CommonOptions): Promise<number> {
  return withReadingHost(options, async ({ datasets }) => {
    const all = await datasets.list()
    if (options.json) {
      printJson(all)
      return
    }
    if (all.length === 0) {
      printError('No dataset is imported yet: saccade data import FILE')
      return
    }
    const total = all.reduce((sum, { bytes }) => sum + bytes, 0)
    print(...formatTable(['DATASET', 'PAIRS', 'MB', 'IMPORTED', 'TAGS', 'NAME'], all.map(row)))
    print(`${megabytes(total)} MB on the disk`)
  })
}

function row({ id, name, pairs, bytes, created, tags, unreadable }: StoredDataset): (string | number)[] {
  const words = unreadable === undefined ? name : `${name} (${unreadable})`
  return [id, pairs, Number(megabytes(bytes)), formatTime(created), tags.join(', ') || '–', words]
}

export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

/** `saccade data show DATASET`: what it is, what made it, and its first rows. */
export function showData(named: string, options: CommonOptions & { readonly rows: number }): Promise<number> {
  return withReadingHost(options, async ({ datasets }) => {
    const { id } = findDataset(await datasets.list(), named)
    const detail = await datasets.show({ dataset: id })
    const { rows } = await datasets.rows({ dataset: id, count: options.rows })
    if (options.json) {
      printJson({ ...detail, rows: rows.map(numbered) })
      return
    }
    const { splits, findings, files, skipped, recipe } = detail
    const found = findings.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count)
    print(
      ...formatFacts(
        [
          ['Dataset', `${detail.name} (${id})`],
          ['Pairs', `${detail.pairs}: ${splits.train} train, ${splits.valid} valid, ${splits.test} test`],
          ['Digest', detail.digest],
          ['On the disk', `${megabytes(detail.bytes)} MB${detail.searchable ? '' : ', without a search index'}`],
          [
            'Files',
            ...files.map(({ path, bytes, digest }) => `${path}, ${megabytes(bytes)} MB, ${digest.slice(0, 12)}`),
          ],
          ['Read as', JSON.stringify(recipe.reading)],
          ...(skipped.count > 0
            ? [['Left out', counted(skipped.count, 'bad row'), ...skipped.examples.slice(0, 5)] as const]
            : []),
          ['Tags', detail.tags.join(', ') || '–'],
          ['Findings', ...(found.length > 0 ? found.map(({ id: what, count }) => `${count} ${what}`) : ['none'])],
        ],
        14,
      ),
    )
    if (detail.description) print('', ...detail.description.split('\n'))
    for (const one of rows) printRow(one)
  })
}

/** `saccade data stats DATASET` */
export function dataStatistics(named: string, options: CommonOptions): Promise<number> {
  return withReadingHost(options, async ({ datasets }) => {
    const { id } = findDataset(await datasets.list(), named)
    const statistics = await datasets.statistics({ dataset: id })
    if (options.json) {
      printJson(statistics)
      return
    }
    const { source, target } = statistics
    const line = (title: string, of: (side: typeof source) => string | number) => [title, of(source), of(target)]
    const mean = (sum: number) => (sum / statistics.pairs).toFixed(1)
    print(
      ...formatTable(
        [`${statistics.pairs} PAIRS`, 'SOURCE', 'TARGET'],
        [
          line('words', ({ words }) => String(words)),
          line('words a side', ({ words }) => mean(words)),
          line('most words', ({ longest }) => String(longest.words)),
          line('characters a side', ({ characters }) => mean(characters)),
          line('different words', ({ types }) => String(types)),
          line('words seen once', ({ once }) => String(once)),
          line('unknown in held-out text', ({ unknownRate }) => `${(100 * unknownRate).toFixed(2)} %`),
          line('different characters', ({ alphabet }) => String(alphabet)),
          line('most frequent', ({ frequent }) =>
            frequent
              .slice(0, 5)
              .map(({ word }) => word)
              .join(' '),
          ),
        ],
      ),
    )
  })
}

export interface SearchDataOptions extends CommonOptions {
  readonly where?: string
  readonly regex?: boolean
  readonly side: 'source' | 'target' | 'either' | 'both'
  readonly words?: boolean
  readonly case?: boolean
  readonly limit: number
}

/** `saccade data search DATASET [TEXT]`: the first rows, and how many there are. */
export function searchData(named: string, text: string | undefined, options: SearchDataOptions): Promise<number> {
  return withReadingHost(options, async ({ datasets }) => {
    const { id } = findDataset(await datasets.list(), named)
    const search = text === undefined ? undefined : searchFor(text, options)
    const selection = { dataset: id, where: options.where ?? '', ...(search && { search }) }
    const page = await datasets.rows({ ...selection, count: options.limit })
    const found = page.found ?? (await datasets.count(selection))
    if (options.json) {
      printJson({ ...page, rows: page.rows.map(numbered), found })
      return
    }
    for (const one of page.rows) printRow(one)
    printError(`${counted(found, 'row')} of ${page.pairs}`)
  })
}

const searchFor = (text: string, { regex, side, words, case: matchCase }: SearchDataOptions) => ({
  ...{ text, side, expression: regex === true, wholeWords: words === true, matchCase: matchCase === true },
})

/** A row for programs, by the numbers that queries ask for: from 1. */
export function numbered({ row: at, original, ...rest }: StoredRow): StoredRow {
  return { row: at + 1, ...rest, original: original === null ? null : original + 1 }
}

function printRow({ row: at, source, target, split, findings }: StoredRow): void {
  printCells(String(at + 1), split, source, target, findings.join(' '))
}

/** `saccade data rename DATASET NAME` */
export function renameData(named: string, name: string, options: CommonOptions): Promise<number> {
  return edit(named, options, () => ({ name }))
}

export interface TagDataOptions extends CommonOptions {
  readonly add?: readonly string[]
  readonly remove?: readonly string[]
}

/** `saccade data tag DATASET` */
export function tagData(named: string, options: TagDataOptions): Promise<number> {
  const { add = [], remove = [] } = options
  return edit(named, options, ({ tags }) => ({
    tags: [...new Set([...tags, ...add])].filter((tag) => !remove.includes(tag)),
  }))
}

/** `saccade data describe DATASET TEXT` */
export function describeData(named: string, description: string, options: CommonOptions): Promise<number> {
  return edit(named, options, () => ({ description }))
}

function edit(
  named: string,
  options: CommonOptions,
  change: (dataset: StoredDataset) => { name?: string; tags?: string[]; description?: string },
): Promise<number> {
  return withAnyHost(options, async ({ api }) => {
    const dataset = findDataset(await api.datasets.list(), named)
    const edited = await api.datasets.edit({ dataset: dataset.id, ...change(dataset) })
    if (options.json) printJson(edited)
    else print(`“${edited.name}” (${edited.id}) is changed`)
    return 0
  })
}

/** `saccade data delete DATASET …` */
export function deleteData(
  named: readonly string[],
  options: CommonOptions & { readonly yes?: boolean },
): Promise<number> {
  return withAnyHost(options, async ({ api }) => {
    const all = await api.datasets.list()
    const found = named.map((one) => findDataset(all, one))
    const words = found.map(({ name, id }) => `“${name}” (${id})`).join(', ')
    if (!options.yes) {
      throw new SaccadeError('bad-usage', `Nothing is deleted yet. It would be ${words}`, { hint: 'Do it with --yes.' })
    }
    await api.datasets.discard({ datasets: found.map(({ id }) => id) })
    if (options.json) printJson({ datasets: found.map(({ id }) => id) })
    else print(`${words} ${found.length === 1 ? 'is' : 'are'} deleted`)
    return 0
  })
}

/** The dataset that a user means. @throws not-found, bad-usage where it may be several */
export function findDataset(all: readonly StoredDataset[], text: string): StoredDataset {
  const hint =
    all.length > 0
      ? '`saccade data list` lists them.'
      : 'There are no datasets yet in this data folder; see --data-dir.'
  return findNamed(all, text, { what: 'dataset', idOf: ({ id }) => id, hint })
}
