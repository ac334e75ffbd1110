import type { z } from 'zod'
import { counted } from './counted.ts'
import type { Problem } from './errors.ts'
import { cutText } from './visible-text.ts'

/** Texts have at most so many characters in messages. */
const LONGEST = 40

/**
 * What a schema found wrong with `value`, in words for people; the paths are dotted, and empty for the whole.
 * @param unknown what is said of a name that the schema has not
 */
export function schemaProblems({ issues }: z.core.$ZodError, value: unknown, unknown = 'no such setting'): Problem[] {
  return issues
    .filter((issue) => !saidTwice(issue, issues))
    .flatMap((issue) => describe(issue, valueAt(value, issue.path), unknown))
}

/** A number too large to be counted exactly breaks that bound and the setting's own; the own one says more. */
function saidTwice(issue: z.core.$ZodIssue, all: readonly z.core.$ZodIssue[]): boolean {
  const bounds = issue.code === 'too_big' || issue.code === 'too_small'
  if (!bounds || !('note' in issue)) return false
  return all.some((other) => other !== issue && other.path.join('.') === issue.path.join('.'))
}

/** All of them in one line, for a message. */
export function problemsText(problems: readonly Problem[]): string {
  return problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
}

function describe(issue: z.core.$ZodIssue, value: unknown, unknown: string): Problem[] {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: unknown }))
  }
  return [{ path, message: words(issue, value) }]
}

function words(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'custom') return lowerFirst(issue.message)
  if (value === undefined) return 'is missing'
  switch (issue.code) {
    case 'too_big':
      return sizeOf(value, issue.origin, { bound: issue.maximum, inclusive: issue.inclusive, side: 'most' })
    case 'too_small':
      return sizeOf(value, issue.origin, { bound: issue.minimum, inclusive: issue.inclusive, side: 'least' })
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? `a ${issue.expected}`}, not ${shown(value)}`
    case 'invalid_value':
      return oneOf(issue.values, value)
    case 'invalid_union':
      // A choice by kind tells its values; every other union of ours says itself what it takes.
      return 'options' in issue && issue.options ? oneOf(issue.options, value) : lowerFirst(issue.message)
    default:
      return `${shown(value)} does not fit`
  }
}

/** By zod's names of what was expected. */
const KINDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

interface Limit {
  readonly bound: number | bigint
  readonly inclusive: boolean | undefined
  readonly side: 'most' | 'least'
}

function sizeOf(value: unknown, origin: string, { bound, inclusive = true, side }: Limit): string {
  const limit = `${bound} is the ${side}`
  if (origin === 'string' && typeof value === 'string') {
    return value === ''
      ? 'must not be empty'
      : `has ${counted(Array.from(value).length, 'character', 'characters')}; ${limit}`
  }
  if (Array.isArray(value)) return `has ${counted(value.length, 'entry', 'entries')}; ${limit}`
  if (!inclusive) return `must be ${side === 'most' ? 'less' : 'more'} than ${bound}, not ${shown(value)}`
  return `${shown(value)} is too ${side === 'most' ? 'large' : 'small'}; ${limit}`
}

function oneOf(values: readonly unknown[], value: unknown): string {
  const listed = values.map((one) => (typeof one === 'string' ? one : shown(one)))
  const choices = listed.length > 1 ? `${listed.slice(0, -1).join(', ')} or ${listed.at(-1)}` : listed.join('')
  return `must be ${choices}, not ${shown(value)}`
}

/** A value as it stands in a sentence. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `“${cutText(value, LONGEST)}”`
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = Reflect.get(at, key)
  }
  return at
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
