import { IF_SO, NO_SPANS, type PairFinding, yes } from '../finding.ts'

export const empty: PairFinding = {
  id: 'empty',
  group: 'Empty or untranslated',
  title: 'Empty side',
  definition: 'A side has neither a letter nor a digit.',
  scope: 'pair',
  limits: IF_SO,
  score: null,
  fix: { kind: 'drop', title: 'Leave the pairs out' },
  measure: ({ source, target }) => yes(!hasContent(source) || !hasContent(target)),
  spans: () => NO_SPANS,
}

function hasContent(text: string): boolean {
  return /[\p{Alphabetic}\p{N}]/u.test(text)
}
