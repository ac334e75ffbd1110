import { cutText } from '../../data/cut-text.ts'
import { loadDataset } from '../../data/load.ts'
import type { CutText } from '../../shared/contract/datasets.ts'
import { checkFilesPresent } from '../data-present.ts'
import { printCells, printError, printJson } from '../output.ts'
import { readLineGroups } from '../read-lines.ts'
import { type TrainOptions, configurationFor } from '../run-parts.ts'
import { describeUnknown } from '../unknown-tokens.ts'

export interface TokenizeOptions extends Pick<TrainOptions, 'task' | 'data' | 'valid' | 'set'> {
  readonly json?: boolean
  readonly input: string
  readonly side: 'source' | 'target'
}

/** `saccade data tokenize`: how a run on these data would cut lines of text, one line out for each line in. */
export async function tokenizeData(file: string | undefined, options: TokenizeOptions): Promise<number> {
  const { data } = configurationFor(file, options)
  checkFilesPresent(data)
  const dataset = await loadDataset(data)
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

/** Tokens with spaces between them, those that are read as `<unk>` in brackets of their own. */
function marked({ tokens, unknown }: CutText): string {
  const places = new Set(unknown)
  return tokens.map((token, place) => (places.has(place) ? `⟦${token}⟧` : token)).join(' ')
}
