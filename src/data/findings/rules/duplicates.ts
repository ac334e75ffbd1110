import { type DatasetFinding, NO_SPANS } from '../finding.ts'

const COMMON = {
  scope: 'dataset',
  limits: {},
  score: null,
  spans: () => NO_SPANS,
} as const

const REPEATS = {
  ...COMMON,
  group: 'Duplicates',
  fix: { kind: 'drop-repeats', title: 'Keep the first of each' },
} as const

export const duplicate: DatasetFinding = {
  ...REPEATS,
  id: 'duplicate',
  title: 'Exact duplicate',
  definition: 'An earlier pair has the same source and the same target, to the character.',
}

export const normalisedDuplicate: DatasetFinding = {
  ...REPEATS,
  id: 'duplicate-letters',
  title: 'Duplicate but for case and marks',
  definition:
    'An earlier pair has the same letters on both sides, in lower case and without all else. Exact duplicates count there, not here; pairs with a side without letters are not compared.',
}

export const nearDuplicate: DatasetFinding = {
  ...REPEATS,
  id: 'duplicate-near',
  title: 'Near duplicate',
  definition:
    'An earlier pair shares at least 0.8 of the different words of both (Jaccard, both sides together, in lower case), and both have at least five. Pairs that are alike but for case and marks count there, not here.',
}

const SAME_SIDE = {
  ...COMMON,
  group: 'One text, several translations',
  fix: { kind: 'drop-repeats', title: 'Keep the first translation' },
} as const

export const sameSource: DatasetFinding = {
  ...SAME_SIDE,
  id: 'same-source',
  title: 'Same source, other target',
  definition: 'Another pair has the same source with another target. Empty sources are not compared.',
}

export const sameTarget: DatasetFinding = {
  ...SAME_SIDE,
  id: 'same-target',
  title: 'Same target, other source',
  definition: 'Another pair has the same target with another source. Empty targets are not compared.',
}

const LEAK = {
  ...COMMON,
  group: 'Leakage between splits',
  fix: { kind: 'drop-training', title: 'Leave them out of the training data' },
} as const

export const leakedSource: DatasetFinding = {
  ...LEAK,
  id: 'leak-source',
  title: 'Source in another split',
  definition: 'A pair of another split has the same letters in its source, in lower case and without all else.',
}

export const leakedTarget: DatasetFinding = {
  ...LEAK,
  id: 'leak-target',
  title: 'Target in another split',
  definition: 'A pair of another split has the same letters in its target, in lower case and without all else.',
}

export const leakedPair: DatasetFinding = {
  ...LEAK,
  id: 'leak-pair',
  title: 'Pair in another split',
  definition: 'A pair of another split has the same letters on both sides, in lower case and without all else.',
}
