/** A part of a query that a button puts in and takes out. */
export const DISAGREE = 'disagree:yes'

export function rightAndWrong(right: string, wrong: string): string {
  return `${right.toLowerCase()}.exact:yes ${wrong.toLowerCase()}.exact:no`
}

/** Whether a query has the part as its words, one after the other. */
export function hasPart(where: string, part: string): boolean {
  return ` ${where} `.includes(` ${part} `)
}

/** The query with the part at its end, or without it. */
export function turnPart(where: string, part: string): string {
  if (!hasPart(where, part)) return where.trim() === '' ? part : `${where.trim()} ${part}`
  return ` ${where} `.replace(` ${part} `, ' ').trim()
}
