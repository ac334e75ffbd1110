import type { Overlay } from './overlay.ts'

export const goldOverlay: Overlay = {
  name: 'gold',
  title: 'Gold alignment',
  description: 'Outlines the cells that the gold alignment links; dashed where a link is possible, not sure.',
  usual: true,
  marks: ({ gold }) =>
    [true, false].flatMap((sure) => {
      const cells = (gold ?? []).filter((link) => link.sure === sure)
      return cells.length === 0 ? [] : [{ kind: 'cells', cells, colour: 'gold', dashed: !sure } as const]
    }),
  tell: ({ gold }, { t, s }) => {
    const link = gold?.find((one) => one.t === t && one.s === s)
    return link ? (link.sure ? 'gold' : 'possible gold') : ''
  },
}
