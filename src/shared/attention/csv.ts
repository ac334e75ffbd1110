import type { Plane } from './plane.ts'
import { rowOf } from './plane.ts'

/**
 * Comma-separated values: the source tokens in the first line, then one line a target token. Numbers are as short as gives back
 * the very same weight in single precision; a place without a weight is empty.
 */
export function planeToCsv(plane: Plane): string {
  const lines = [['', ...plane.source].map(quoteCsv).join(',')]
  plane.target.forEach((token, t) => {
    lines.push([quoteCsv(token), ...Array.from(rowOf(plane, t), numberText)].join(','))
  })
  return `${lines.join('\n')}\n`
}

/** Nine digits are enough for any number of single precision, most of attention need fewer. */
function numberText(weight: number): string {
  if (Number.isNaN(weight)) return ''
  for (let digits = 6; digits < 9; digits += 1) {
    const text = String(Number(weight.toPrecision(digits)))
    if (Math.fround(Number(text)) === weight) return text
  }
  return String(Number(weight.toPrecision(9)))
}

/** A text as a cell, as RFC 4180 has it. */
export function quoteCsv(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
