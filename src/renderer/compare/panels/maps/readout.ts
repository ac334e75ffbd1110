import type { Cell } from '../../../../shared/attention/cell.ts'
import { rankInRow, weightAt } from '../../../../shared/attention/plane.ts'
import type { MapFace } from '../../../maps/face.ts'
import { weightText } from '../../../maps/weight-text.ts'
import type { Overlay } from '../../../../shared/attention/overlays/overlay.ts'
import { tellOf } from '../../../../shared/attention/overlays/registry.ts'

/** One cell in words and numbers. */
export interface Readout {
  readonly target: string
  readonly source: string
  readonly value: string
  /** Its place among the weights of its row, and of how many; of a difference there is none. */
  readonly rank: string
  readonly among: string
  /** What the overlays say of it. */
  readonly more: string
}

export function readoutOf(face: MapFace, cell: Cell, overlays: readonly Overlay[]): Readout | null {
  const { plane, signed } = face
  const [target, source] = [plane.target[cell.t], plane.source[cell.s]]
  if (target === undefined || source === undefined) return null
  const weight = weightAt(plane, cell.t, cell.s)
  const rank = rankInRow(plane, cell.t, cell.s)
  const isRanked = !signed && !Number.isNaN(rank)
  return {
    target: target === '' ? '∅' : target.replaceAll(' ', '␣'),
    source: source === '' ? '∅' : source.replaceAll(' ', '␣'),
    value: Number.isNaN(weight) ? 'in one of the two only' : weightText(weight, signed),
    rank: isRanked ? ordinal(rank) : '',
    among: isRanked ? ` of ${plane.source.length}` : '',
    more: tellOf(overlays, face, cell),
  }
}

function ordinal(value: number): string {
  const tens = value % 100
  const ending = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')
  return `${value}${ending}`
}
