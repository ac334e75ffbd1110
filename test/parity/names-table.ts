// The table of names in docs/pytorch.md, as it is written there.
import { readFileSync } from 'node:fs'
import type { TensorPlan } from '../../src/host/export/pytorch/tensors.ts'

const FILE = new URL('../../docs/pytorch.md', import.meta.url)

export interface NamesRow {
  /** Names in PyTorch and in Saccade; one in PyTorch may hold several of Saccade's. */
  readonly torch: readonly string[]
  readonly saccade: readonly string[]
  readonly layout: string
}

export function readNames(): NamesRow[] {
  const [, section = ''] = readFileSync(FILE, 'utf8').split('## Names\n')
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'))
  return lines.map((line) => {
    const [torch = '', saccade = '', layout = ''] = line.split('|').slice(1, -1)
    const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')
    return {
      torch: names(torch),
      saccade: saccade.includes('the same') ? names(torch) : names(saccade),
      layout: layout.trim(),
    }
  })
}

/** What the words in capitals stand for in a name of PyTorch. */
const STANDS_FOR = { ATTENTION: 'decoder\\.attention(?:s\\.\\d+)?', SIDE: 'encoder|decoder', N: '\\d+' }

/** Saccade's names in a row for this name of PyTorch; null where it is none of the row's. */
export function saccadeNames({ torch, saccade }: NamesRow, name: string): string[] | null {
  for (const [index, pattern] of torch.entries()) {
    const found = new RegExp(`^${named(pattern)}$`).exec(name)
    if (!found) continue
    const words = found.groups ?? {}
    const fill = (own: string) =>
      own.replace(/\b(ATTENTION|SIDE)\b|(?<=[._l])N\b/g, (word) =>
        (words[word] ?? word).replace(/^decoder\.attentions?/, 'attention'),
      )
    return (torch.length === 1 ? saccade : saccade.slice(index, index + 1)).map(fill)
  }
  return null
}

function named(pattern: string): string {
  const escaped = pattern.replaceAll('.', '\\.')
  return Object.entries(STANDS_FOR).reduce(
    (text, [word, stands]) => text.replace(new RegExp(`(?<![A-Z])${word}(?![A-Z])`), `(?<${word}>${stands})`),
    escaped,
  )
}

/** How the row should say that this tensor is laid out. */
export function layoutOf({ parameters, transposed }: TensorPlan): string {
  const own = transposed ? 'transposed' : 'the same'
  return parameters.length === 1 ? own : `${own}, one below the other`
}
