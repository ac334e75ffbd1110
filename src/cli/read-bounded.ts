import { SaccadeError } from '../shared/errors.ts'

interface Bounds {
  readonly minimum: number
  readonly maximum: number
}

/** Reads a flag's value within its bounds. @throws bad-usage */
export function readBounded(
  flag: string,
  { minimum, maximum }: Bounds,
  whole: 'whole' | 'any',
): (text: string) => number {
  return (text) => {
    const number = /^(\d+|\d*\.\d+)(e-?\d+)?$/i.test(text) ? Number(text) : NaN
    const fits = number >= minimum && number <= maximum && (whole === 'any' || Number.isInteger(number))
    if (fits) return number
    const kind = whole === 'whole' ? 'a whole number' : 'a number'
    throw new SaccadeError('bad-usage', `${flag} takes ${kind} from ${minimum} to ${maximum}, not “${text}”`)
  }
}
