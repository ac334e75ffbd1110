import { cutText } from '../../data/cut-text.ts'
import { loadDataset } from '../../data/load.ts'
import { chooseDataFolder, layOut } from '../../host/folder/data-folder.ts'
import type { DataConfiguration } from '../../shared/config/data.ts'
import type { CutText } from '../../shared/contract/datasets.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { checkFilesPresent } from '../data-present.ts'
import { printCells, printError, printJson } from '../output.ts'
import { readLineGroups } from '../read-lines.ts'
import { type TrainOptions, configurationFor } from '../run-parts.ts'
import { describeUnknown } from '../unknown-tokens.ts'
import { findDataset } from './data.ts'

export interface TokenizeOptions extends CommonOptions, Pick<TrainOptions, 'task' | 'data' | 'valid' | 'set'> {
  readonly input: string
  readonly side: 'source' | 'target'
}

/** `saccade data tokenize`: how a run on these data would cut lines of text, one line out for each line in. */
export async function tokenizeData(file: string | undefined, options: TokenizeOptions): Promise<number> {
  const data = await withDatasetId(configurationFor(file, options).data, options)
  checkFilesPresent(data)
  const dataset = await loadDataset(data, { datasets: layOut(chooseDataFolder(options.dataDir)).datasets })
  const unknown = new Map<string, number>()
  for await (const lines of readLineGroups(options.input)) {
    for (const line of lines) {
      const cut = cutText(line, options.side, dataset)
      for (const place of cut.unknown)
        unknown.set(cut.tokens[place] ?? '', (unknown.get(cut.tokens[place] ?? '') ?? 0) + 1)
      if (options.json) printJson({ line, side: options.side, ...cut })
      else printCells(marked(cut))
    }
  }
  if (!options.json) for (const text of describeUnknown(unknown)) printError(text)
  return 0
}

/** The data with its dataset named by id, whatever it was named by. @throws not-found, bad-usage */
async function withDatasetId(data: DataConfiguration, options: CommonOptions): Promise<DataConfiguration> {
  const { source } = data
  if (source.kind !== 'dataset') return data
  let dataset = source.dataset
  await withReadingHost(options, async ({ datasets }) => {
    dataset = findDataset(await datasets.list(), source.dataset).id
  })
  return { ...data, source: { ...source, dataset } }
}

/** Tokens with spaces between them, those that are read as `<unk>` in brackets of their own. */
function marked({ tokens, unknown }: CutText): string {
  const places = new Set(unknown)
  return tokens.map((token, place) => (places.has(place) ? `⟦${token}⟧` : token)).join(' ')
}
