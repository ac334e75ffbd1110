import { z } from 'zod'

/** How a form should treat a field, beyond what JSON Schema says. Travels as `x-…` keys of the JSON Schema. */
export interface FieldHints {
  title: string
  description: string
  /** Shown only while these fields hold one of these values: siblings by their name, others by their dotted path. */
  'x-when'?: Record<string, readonly (string | number | boolean)[]>
  /** Belongs to the few settings that most users change. */
  'x-basic'?: boolean
  'x-unit'?: string
  /** The titles of an enumeration's values. */
  'x-labels'?: Record<string, string>
}

interface Bounds {
  minimum: number
  maximum: number
  fallback: number
}

/** A whole number between the bounds, both included. */
export function integer({ minimum, maximum, fallback }: Bounds, hints: FieldHints) {
  return z
    .int()
    .min(minimum)
    .max(maximum)
    .default(fallback)
    .meta({ ...hints })
}

/** A finite number between the bounds, both included. */
export function real({ minimum, maximum, fallback }: Bounds, hints: FieldHints) {
  return z
    .number()
    .min(minimum)
    .max(maximum)
    .default(fallback)
    .meta({ ...hints })
}

export function flag(fallback: boolean, hints: FieldHints) {
  return z
    .boolean()
    .default(fallback)
    .meta({ ...hints })
}

/** One of the values, or a text that the schema `other` takes, such as a file of the user's own. */
export function choiceOr<const Values extends readonly [string, ...string[]], Other extends z.ZodType<string>>(
  values: Values,
  { other, what }: { other: Other; what: string },
  fallback: NoInfer<Values[number]>,
  hints: FieldHints,
) {
  return z
    .union([z.enum(values), other], { error: () => `must be one of ${values.join(', ')}, or ${what}` })
    .default(() => fallback)
    .meta({ ...hints })
}

export function choice<const Values extends readonly [string, ...string[]]>(
  values: Values,
  fallback: Values[number],
  hints: FieldHints,
) {
  return z
    .enum(values)
    .default(fallback)
    .meta({ ...hints })
}
