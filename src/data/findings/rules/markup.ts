import { IF_SO, type PairFinding, matchSpans, spansOfSides, yes } from '../finding.ts'
import { ENTITIES, hasLink, hasMarkup, LINKS, removeMarkup, TAGS } from '../residue.ts'

const COMMON = { group: 'Markup and links', scope: 'pair', limits: IF_SO, score: null } as const

export const markup: PairFinding = {
  ...COMMON,
  id: 'markup',
  title: 'Markup',
  definition: 'A tag such as <b>, or an entity such as &amp; or &#160;, is left in a side.',
  fix: { kind: 'repair', title: 'Take the tags out and write the entities as characters' },
  measure: ({ source, target }) => yes(hasMarkup(source) || hasMarkup(target)),
  spans: (pair) => spansOfSides(pair, (text) => [...matchSpans(text, TAGS), ...matchSpans(text, ENTITIES)]),
  repair: removeMarkup,
}

export const link: PairFinding = {
  ...COMMON,
  id: 'link',
  title: 'Link on one side',
  definition: 'An address of the web or of mail stands on one side only.',
  fix: { kind: 'drop', title: 'Leave the pairs out' },
  measure: ({ source, target }) => yes(hasLink(source) !== hasLink(target)),
  spans: (pair) => spansOfSides(pair, (text) => matchSpans(text, LINKS)),
}
