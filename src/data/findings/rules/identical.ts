import { trimmed } from '../../../shared/white-space.ts'
import { IF_SO, NO_SPANS, type PairFinding, yes } from '../finding.ts'

export const identical: PairFinding = {
  id: 'identical',
  group: 'Empty or untranslated',
  title: 'Both sides identical',
  definition:
    'Source and target are the same text, white space at the ends aside. Names and numbers may well be; sentences were not translated.',
  scope: 'pair',
  limits: IF_SO,
  score: null,
  fix: { kind: 'drop', title: 'Leave the pairs out' },
  measure: ({ source, target }) => yes(trimmed(source) === trimmed(target)),
  spans: () => NO_SPANS,
}
