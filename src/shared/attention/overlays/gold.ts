import { goldCells } from '../gold.ts'
import type { Overlay } from './overlay.ts'

export const goldOverlay: Overlay = {
  name: 'gold',
  title: 'Gold alignment',
  description: 'Outlines the cells that the gold alignment links; dashed where a link is possible, not sure.',
  usual: true,
  marks({ gold, plane }) {
    const links = goldCells(gold, plane)
    return [true, false].flatMap((sure) => {
      const cells = links.filter((link) => link.sure === sure).map(({ t, s }) => ({ t, s }))
      return cells.length === 0 ? [] : [{ kind: 'cells', cells, colour: 'gold', dashed: !sure } as const]
    })
  },
  tell({ gold, plane }, { t, s }) {
    const link = goldCells(gold, plane).find((one) => one.t === t && one.s === s)
    return link ? (link.sure ? 'gold' : 'possible gold') : ''
  },
}
