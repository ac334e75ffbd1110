import { judgeLinks } from '../gold.ts'
import type { Overlay, OverlayInput } from './overlay.ts'

/** The links of the hard alignment that the gold one does not have; of a difference there is none. */
const wrongLinks = ({ plane, gold, signed }: OverlayInput) =>
  gold && !signed ? judgeLinks(plane, gold).links.filter((link) => link.gold === 'wrong') : []

export const errorsOverlay: Overlay = {
  name: 'errors',
  title: 'Alignment errors',
  description: 'Crosses out the largest weight of a row where it falls beside the gold alignment.',
  usual: true,
  marks(input) {
    const cells = wrongLinks(input).map(({ t, s }) => ({ t, s }))
    return cells.length === 0 ? [] : [{ kind: 'cells', cells, colour: 'error', crossed: true }]
  },
  tell: (input, { t, s }) =>
    wrongLinks(input).some((link) => link.t === t && link.s === s) ? 'largest of its row, beside the gold' : '',
}
