/** The filter language in examples, each with what it asks for. */
export const QUERY_EXAMPLES: readonly (readonly [query: string, meaning: string])[] = [
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
