import type { Limits } from '../../shared/datasets/finding.ts'
import type { FixRecipe } from '../../shared/datasets/fixing.ts'
import type { Surroundings } from './finding.ts'
import { limitsFrom } from './plan-fix.ts'
import { findingOf } from './registry.ts'

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value }
interface Step {
  readonly type: string
  readonly parameters: Record<string, Value>
}

/** Files as `saccade data export --format moses` names them. */
export interface OpusFilterFiles {
  readonly inputs: readonly [string, string]
  readonly outputs: readonly [string, string]
}

/**
 * A recipe as a configuration of OpusFilter 3.3, for training pairs in two files. What OpusFilter has no rule for is told in
 * words, there in comments and in `left`; texts are changed before they are filtered.
 */
export function opusFilterYaml(
  { where, fixes, splitting }: FixRecipe,
  files: OpusFilterFiles,
  { scripts }: Surroundings,
): { readonly yaml: string; readonly left: readonly string[] } {
  const filters: Value[] = []
  const changes: Value[] = []
  const repeats: Record<string, Value>[] = []
  const left: string[] = where === '' ? [] : [`choosing the pairs that fit ${where}`]
  for (const { finding, threshold } of fixes) {
    const known = findingOf(finding)
    const isRepaired = known?.fix.kind === 'repair'
    const limits = threshold === undefined ? (known?.limits ?? {}) : limitsFrom(known?.limits ?? {}, threshold)
    const filter = isRepaired ? undefined : filterOf(finding, limits, scripts)
    const change = isRepaired ? CHANGES[finding] : undefined
    const repeat = REPEATS[finding]
    if (filter !== undefined) filters.push(filter)
    else if (change !== undefined) changes.push({ RegExpSub: { patterns: change } })
    else if (repeat !== undefined) repeats.push(repeat)
    else left.push(`${isRepaired ? 'repairing' : 'leaving out'} ${finding}`)
  }
  if (splitting) left.push('dividing into splits')
  const made: Step[] = [
    ...(changes.length > 0 ? [{ type: 'preprocess', parameters: { preprocessors: changes } }] : []),
    ...(filters.length > 0 ? [{ type: 'filter', parameters: { filters } }] : []),
    ...repeats.map((parameters) => ({ type: 'remove_duplicates', parameters })),
  ]
  const yaml = [
    '# Written by Saccade for OpusFilter 3.3: opusfilter FILE',
    ...left.map((words) => `# Not here, for OpusFilter has no rule for it: ${words.replaceAll('\n', ' ')}`),
    'common:',
    '  output_directory: .',
    made.length === 0 ? 'steps: []' : 'steps:',
    ...chained(made, files).flatMap((step) => item(step, '  ')),
    '',
  ].join('\n')
  return { yaml, left }
}

/** Each step reads what the former wrote. */
function chained(steps: readonly Step[], { inputs, outputs }: OpusFilterFiles): { [key: string]: Value }[] {
  const names = (place: number) =>
    place === 0 ? inputs : place === steps.length ? outputs : outputs.map((name) => `step${place}.${name}`)
  return steps.map(({ type, parameters }, place) => ({
    type,
    parameters: { inputs: names(place), outputs: names(place + 1), ...parameters },
  }))
}

function filterOf(id: string, limits: Limits, scripts: Surroundings['scripts']): Value | undefined {
  const { below = 0, from = 0, above = 0 } = limits
  switch (id) {
    case 'LengthRatioFilter.word':
    case 'LengthRatioFilter.char':
      return { LengthRatioFilter: { threshold: from, unit: id.slice(id.indexOf('.') + 1) } }
    case 'SimilarityFilter':
    case 'RepetitionFilter':
    case 'LongWordFilter':
      return { [id]: { threshold: from } }
    case 'NonZeroNumeralsFilter':
    case 'TerminalPunctuationFilter':
    case 'AlphabetRatioFilter':
      return { [id]: { threshold: below } }
    case 'AverageWordLengthFilter':
      return { [id]: { min_length: below, max_length: above } }
    case 'CharacterScoreFilter': {
      const [source, target] = [scripts.source, scripts.target]
      if (source.length !== 1 || target.length !== 1) return undefined // it knows one script a side
      return { [id]: { scripts: [...source, ...target], thresholds: [below, below] } }
    }
    default: {
      const expression = EXPRESSIONS[id]
      return expression && { RegExpFilter: expression }
    }
  }
}

/** Findings that are no more than an expression. */
const EXPRESSIONS: Readonly<Record<string, Value>> = {
  empty: { regexps: '[\\p{Alphabetic}\\p{N}]', accept_match: true },
  replacement: { regexps: '\\uFFFD' },
}

/** Repairs that are: pattern, replacement, how often (0 is always) and flags, in Python's own language of expressions. */
const CHANGES: Readonly<Record<string, Value>> = {
  control: [
    ['[\\n\\r\\x85]+', ' ', 0, []],
    ['[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F]+', '', 0, []],
  ],
  invisible: [['[\\u00AD\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u2064\\u2066-\\u2069\\uFEFF]+', '', 0, []]],
}

const REPEATS: Readonly<Record<string, Record<string, Value>>> = {
  duplicate: {},
  'duplicate-letters': { letters_only: true, lowercase: true },
  'same-source': { compare: [0] },
  'same-target': { compare: [1] },
}

/** An item of a list, in block style. */
function item(value: Value, indent: string): string[] {
  const [first = '', ...rest] = block(value, `${indent}  `)
  return [`${indent}- ${first.trimStart()}`, ...rest]
}

function block(value: Value, indent: string): string[] {
  if (typeof value !== 'object') return [`${indent}${scalar(value)}`]
  if (isList(value)) return value.flatMap((one) => item(one, indent))
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner !== 'object') return [`${indent}${key}: ${scalar(inner)}`]
    if (isList(inner) && inner.every((one) => typeof one !== 'object' || isList(one)))
      return [`${indent}${key}: ${JSON.stringify(inner)}`] // JSON is YAML
    if (Object.keys(inner).length === 0) return [`${indent}${key}: {}`]
    return [`${indent}${key}:`, ...block(inner, `${indent}  `)]
  })
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

function scalar(value: string | number | boolean): string {
  return JSON.stringify(value)
}
