/** The filter language in examples, each with what it asks for. */
export type QueryExamples = readonly (readonly [query: string, meaning: string])[]

/** Of runs. */
export const QUERY_EXAMPLES: QueryExamples = [
  ['luong reverse', 'both words are in id, name, preset or data'],
  ['preset:luong-*', 'begins so; * stands for any signs, ? for one'],
  ['score=dot', 'a setting, by the end of its path or by all of it'],
  ['valid/exact_match > 95%', 'a metric as last logged; < <= >= != too'],
  ['valid/loss@best < 0.2', 'the best value, of the metric that chooses the best checkpoint'],
  ['seed in 1..5, 9', 'one of these; a range holds both its ends'],
  ['tag:final starred:yes', 'what you made of it; archived:yes shows what was set aside'],
  ['state:failed or has:note', 'one of the two; has: asks whether there is anything'],
  ['not (score=none or encoder.layers > 1)', 'turned round; parentheses put together'],
  ['created > 2026-11-29', 'a day, or a minute as 2026-11-29T10:30'],
  ['name:"to be"', 'quotes hold spaces and signs'],
]

/** Of what runs say of pairs. */
export const OUTPUT_EXAMPLES: QueryExamples = [
  ['a.exact:yes b.exact:no', 'A is right and B is wrong: runs have letters in the order of the board'],
  ['disagree:yes', 'the runs say different things'],
  ['wrong > 1', 'so many runs are wrong; right counts the others'],
  ['source.length > 8', 'tokens of the source; target.length and a.output.length too'],
  ['unknown > 0 rarest < 10', 'unknown words; how often the rarest source word is seen in training'],
  ['a.edits in 1..3', 'edit distance to the reference; a.error is over its length'],
  ['b.wrong.at in 4..6', 'B is wrong at these places of the reference'],
  ['a.score < -5', 'log-probability of what A says'],
  ['a.alignment > 50%', 'alignment error while the reference is fed, where there is gold'],
  ['house', 'a word in source, reference or an output; source: and b.output: look into one'],
  ['not (exact:yes or pair > 100)', 'turned round; without a letter it is A'],
]
