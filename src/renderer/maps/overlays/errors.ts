import type { Cell } from '../../../shared/attention/cell.ts'
import type { Overlay, OverlayInput } from './overlay.ts'

/** The largest weight of each row that has gold links, where it falls on none of them. */
function wrongCells({ plane, gold, signed }: OverlayInput): Cell[] {
  if (!gold || signed) return []
  const linked = new Map<number, Set<number>>()
  for (const { t, s } of gold) linked.set(t, (linked.get(t) ?? new Set()).add(s))
  const columns = plane.source.length
  return Array.from(linked, ([t, right]) => {
    let best = 0
    for (let s = 1; s < columns; s += 1) {
      if ((plane.weights[t * columns + s] ?? 0) > (plane.weights[t * columns + best] ?? 0)) best = s
    }
    return { t, s: best, wrong: !right.has(best) }
  }).filter(({ wrong }) => wrong)
}

export const errorsOverlay: Overlay = {
  name: 'errors',
  title: 'Alignment errors',
  description: 'Crosses out the largest weight of a row where it falls beside the gold alignment.',
  usual: true,
  marks: (input) => {
    const cells = wrongCells(input)
    return cells.length === 0 ? [] : [{ kind: 'cells', cells, colour: 'error', crossed: true }]
  },
  tell: (input, { t, s }) =>
    wrongCells(input).some((cell) => cell.t === t && cell.s === s) ? 'largest of its row, beside the gold' : '',
}
