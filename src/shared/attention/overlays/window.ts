import { windowRows, windowText } from '../window.ts'
import type { Overlay } from './overlay.ts'

export const windowOverlay: Overlay = {
  name: 'window',
  title: 'Window of local attention',
  description: 'Outlines the positions that each row could attend to; dashed, the centre that it chose.',
  usual: true,
  marks: ({ window, plane }) => {
    if (!window) return []
    const rows = windowRows(window, plane.source.length)
    const left = rows.flatMap(({ first }, t) => [[first, t] as const, [first, t + 1] as const])
    const right = rows.flatMap(({ last }, t) => [[last + 1, t] as const, [last + 1, t + 1] as const])
    return [
      { kind: 'line', points: [...left, ...right.reverse()], colour: 'window', closed: true },
      {
        kind: 'line',
        points: rows.map(({ centre }, t) => [centre + 0.5, t + 0.5] as const),
        colour: 'window',
        dashed: true,
      },
    ]
  },
  tell: ({ window }, { t }) => (window ? windowText(window, t) : ''),
}
