import { CONTROLS, DAMAGE, INVISIBLES, repairDamage } from '../characters.ts'
import { IF_SO, type PairFinding, matchSpans, spansOfSides, yes } from '../finding.ts'

const COMMON = { group: 'Encoding damage', scope: 'pair', limits: IF_SO, score: null } as const

/** A finding of what matches an expression in either side. */
function matching(expression: RegExp): Pick<PairFinding, 'measure' | 'spans'> {
  return {
    measure: ({ source, target }) => yes(source.search(expression) !== -1 || target.search(expression) !== -1),
    spans: (pair) => spansOfSides(pair, (text) => matchSpans(text, expression)),
  }
}

export const misread: PairFinding = {
  ...COMMON,
  ...matching(DAMAGE),
  id: 'misread',
  title: 'Read in the wrong encoding',
  definition: 'Letters such as Ã© or â€™, which were one character in UTF-8 and were read as Latin-1 or Windows-1252.',
  fix: { kind: 'repair', title: 'Put the characters together again where their bytes are UTF-8' },
  repair: repairDamage,
}

export const replacement: PairFinding = {
  ...COMMON,
  ...matching(/\ufffd/gu),
  id: 'replacement',
  title: 'Replacement character',
  definition: 'U+FFFD (�) stands where a character was lost; the text cannot be repaired.',
  fix: { kind: 'drop', title: 'Leave the pairs out' },
}

export const control: PairFinding = {
  ...COMMON,
  ...matching(CONTROLS),
  id: 'control',
  title: 'Control character',
  definition: 'A control character other than the tab (C0, delete or C1), line breaks among them.',
  fix: { kind: 'repair', title: 'Put a space for line breaks and take out the others' },
  repair: (text) => text.replace(CONTROLS, (run) => (/[\n\r\u0085]/.test(run) ? ' ' : '')),
}

export const invisible: PairFinding = {
  ...COMMON,
  ...matching(INVISIBLES),
  id: 'invisible',
  title: 'Invisible character',
  definition:
    'A zero-width space, soft hyphen, byte order mark or mark of direction. The joiners that Persian, Hindi and emoji need do not count.',
  fix: { kind: 'repair', title: 'Take the characters out' },
  repair: (text) => text.replace(INVISIBLES, ''),
}
