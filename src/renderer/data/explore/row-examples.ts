/** The filter language in examples, each with what it asks for, of the rows of a dataset. */
export const ROW_EXAMPLES: readonly (readonly [query: string, meaning: string])[] = [
  ['source.length > 40 and not finding:duplicate', 'long sources, each once'],
  ['ratio > 2 split:train', 'one side has more than twice the words of the other; only training pairs'],
  ['finding:empty or finding:identical', 'one of the two; Findings lists them all'],
  ['not has:finding', 'what no finding marks'],
  ['unknown > 20%', 'a fifth of the words stands nowhere else in the training data'],
  ['SimilarityFilter > 0.8', 'the score of a finding'],
  ['row in 1..1000', 'by the number of the row; a range holds both its ends'],
  ['house', 'a word in source or target; source: and target: look into one'],
]
