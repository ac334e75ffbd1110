import type { TextSpan } from '../../../shared/datasets/rows.ts'

/** A piece of a text of which all is marked alike. */
export interface MarkedPiece {
  readonly text: string
  /** What a finding points at. */
  readonly marked: boolean
  /** What the search found. */
  readonly found: boolean
}

/** Cuts a text where marks and hits begin and end; both in order and without overlap. */
export function markedPieces(text: string, marks: readonly TextSpan[], hits: readonly TextSpan[]): MarkedPiece[] {
  const cuts = new Set([0, text.length])
  for (const [start, end] of [...marks, ...hits]) {
    cuts.add(Math.min(Math.max(start, 0), text.length))
    cuts.add(Math.min(Math.max(end, 0), text.length))
  }
  const places = [...cuts].sort((a, b) => a - b)
  const within = (spans: readonly TextSpan[], at: number) => spans.some(([start, end]) => start <= at && at < end)
  return places.slice(0, -1).map((start, i) => ({
    text: text.slice(start, places[i + 1]),
    marked: within(marks, start),
    found: within(hits, start),
  }))
}

/** A part of a text with the spans in it. */
export interface TextPart {
  readonly text: string
  readonly cutBefore: boolean
  readonly cutAfter: boolean
  readonly marks: readonly TextSpan[]
  readonly hits: readonly TextSpan[]
}

/** How much of a text stands before the first thing to be seen in it. */
const LEAD = 40

/**
 * At most so many UTF-16 units of a text, about the first hit, or else the first mark, where that lies beyond those that are
 * sure to be seen: a row of a table has no room for more.
 */
export function textPart(
  text: string,
  marks: readonly TextSpan[],
  hits: readonly TextSpan[],
  most: number,
  seen = most,
): TextPart {
  const [first] = hits[0] ?? marks[0] ?? [0]
  const lead = Math.min(LEAD, Math.floor(seen / 4))
  let start = first < seen - lead ? 0 : Math.max(0, Math.min(first - lead, text.length - seen))
  if (start === 0 && text.length <= most) return { text, cutBefore: false, cutAfter: false, marks, hits }
  let end = Math.min(text.length, start + most)
  // No character is cut in two.
  if (isLow(text, start)) start -= 1
  if (isLow(text, end)) end += 1
  const moved = (spans: readonly TextSpan[]) =>
    spans
      .filter(([from, to]) => to > start && from < end)
      .map(([from, to]): TextSpan => [Math.max(from, start) - start, Math.min(to, end) - start])
  return {
    text: text.slice(start, end),
    cutBefore: start > 0,
    cutAfter: end < text.length,
    marks: moved(marks),
    hits: moved(hits),
  }
}

function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
