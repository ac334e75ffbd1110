import { BETWEEN_WORDS } from './words.ts'

/** The kinds of marks that end a sentence, and none. */
const KINDS: readonly (readonly [kind: number, marks: string])[] = [
  [1, '.。।．｡։።۔'],
  [2, '?？؟;՞፧'],
  [3, '!！¡՜'],
  [4, '…⋯'],
]
const KIND_OF = new Map(
  KINDS.flatMap(([kind, marks]) => Array.from(marks, (mark) => [mark.charCodeAt(0), kind] as const)),
)
const ELLIPSIS = 4

/** What may stand behind the mark: closing quotes and brackets, and white space. */
const BEHIND = new RegExp(`[${BETWEEN_WORDS}\\p{Pe}\\p{Pf}\\p{Pi}"'\`*_]`, 'u')
const PASSED_OVER = Uint8Array.from({ length: 0x10000 }, (_, unit) => (BEHIND.test(String.fromCharCode(unit)) ? 1 : 0))

/** Which kind of mark a text ends with; 0 for none. Two or more full stops are an ellipsis. */
export function endMark(text: string): number {
  const end = lastSolid(text)
  const kind = end === -1 ? 0 : (KIND_OF.get(text.charCodeAt(end)) ?? 0)
  return kind === 1 && end > 0 && KIND_OF.get(text.charCodeAt(end - 1)) === 1 ? ELLIPSIS : kind
}

/** The last character that is not passed over: the mark, or what stands where one could. */
export function endMarkPlace(text: string): (readonly [number, number])[] {
  const end = lastSolid(text)
  if (end === -1) return []
  const isLow = text.charCodeAt(end) >= 0xdc00 && text.charCodeAt(end) <= 0xdfff
  return [[isLow && end > 0 ? end - 1 : end, end + 1]]
}

function lastSolid(text: string): number {
  let end = text.length - 1
  while (end >= 0 && PASSED_OVER[text.charCodeAt(end)] === 1) end--
  return end
}
