// What came in, in words.
import type { ImportedRun, ImportedSweep } from '../../shared/contract/bundles.ts'
import { plural } from '../ui/format.ts'

export function toldSweep({ outcome, joined, replaced, kept }: ImportedSweep): string {
  const what = { new: ' came in', known: ' was here already', updated: ' is as far as the bundle now' }[outcome]
  const runs = joined > 0 ? `, with ${plural(joined, 'run')}` : ''
  const beside = replaced > 0 ? ` ${plural(replaced, 'run')} went on; as they were, they stay beside it.` : ''
  return `${what}${runs}${kept ? `. It stays as it is, since ${kept}` : ''}.${beside}`
}

export function countsOf(runs: readonly ImportedRun[]): string {
  const count = (outcome: ImportedRun['outcome'], isFilled = false) =>
    runs.filter((run) => run.outcome === outcome && run.added.length > 0 === isFilled).length
  const said = [
    [count('new'), (n: number) => `${plural(n, 'run')} came in.`],
    [
      count('known'),
      (n: number) =>
        `${plural(n, 'run')} ${n === 1 ? 'was' : 'were'} here already, and left as ${n === 1 ? 'it is' : 'they are'}.`,
    ],
    [
      count('known', true),
      (n: number) => `${plural(n, 'run')} ${n === 1 ? 'was' : 'were'} here already, and got what was lacking.`,
    ],
    [
      count('restored') + count('restored', true),
      (n: number) => `${plural(n, 'run')} had been deleted here, and ${n === 1 ? 'is' : 'are'} back.`,
    ],
    [
      count('updated'),
      (n: number) =>
        `${plural(n, 'run')} ${n === 1 ? 'is' : 'are'} as far as the bundle now, under the same name and marks.`,
    ],
    [
      count('ahead'),
      (n: number) =>
        `${plural(n, 'run')} ${n === 1 ? 'is' : 'are'} further here than in the bundle, and ${n === 1 ? 'stays as it is' : 'stay as they are'}.`,
    ],
  ] as const
  return said.flatMap(([n, say]) => (n > 0 ? [say(n)] : [])).join(' ')
}
