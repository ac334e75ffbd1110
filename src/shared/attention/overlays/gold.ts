import type { GoldLink } from '../cell.ts'
import { goldCells } from '../gold.ts'
import type { Mark } from '../marks.ts'
import type { Overlay } from './overlay.ts'

/** The outlines of an alignment are the same for all maps of its size: none of them is made or drawn anew at another step. */
const outlines = new WeakMap<object, Map<string, Mark[]>>()

export const goldOverlay: Overlay = {
  name: 'gold',
  title: 'Gold alignment',
  description: 'Outlines the cells that the gold alignment links; dashed where a link is possible, not sure.',
  usual: true,
  marks({ gold, plane }) {
    if (!gold) return []
    const ofGold = outlines.get(gold) ?? new Map<string, Mark[]>()
    outlines.set(gold, ofGold)
    const size = `${plane.target.length} ${plane.source.length}`
    const marks = ofGold.get(size) ?? outlined(goldCells(gold, plane))
    ofGold.set(size, marks)
    return marks
  },
  tell({ gold, plane }, { t, s }) {
    const link = goldCells(gold, plane).find((one) => one.t === t && one.s === s)
    return link ? (link.sure ? 'gold' : 'possible gold') : ''
  },
}

const outlined = (links: readonly GoldLink[]): Mark[] =>
  [true, false].flatMap((sure): Mark[] => {
    const cells = links.filter((link) => link.sure === sure).map(({ t, s }) => ({ t, s }))
    return cells.length === 0 ? [] : [{ kind: 'cells', cells, colour: 'gold', dashed: !sure }]
  })
