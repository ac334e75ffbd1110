import type { CurveAxis } from '../../shared/contract/curves.ts'
import { count, number } from '../ui/format.ts'
import { placeText } from './axes.ts'
import type { Break } from './lines.ts'

/** So many are told by themselves: a line that is lost every few steps would need a page. */
const MOST_TOLD = 3

/** What a line lost and where, in words; empty where it lost nothing. */
export function breaksText(breaks: readonly Break[], axis: CurveAxis): string {
  const told = breaks.slice(0, MOST_TOLD).map(({ lost, x }) => `${number(lost)} from ${placeText(axis, x)}`)
  // First how often: the end is what is cut where there is no room.
  return breaks.length > MOST_TOLD ? `${count(breaks.length)} times: ${told.join(', ')}, …` : told.join(', ')
}
