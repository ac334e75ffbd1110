import type { Overlay } from './overlay.ts'

export const cutOffOverlay: Overlay = {
  name: 'cut-off',
  title: 'Attention cut off by the window',
  description: 'A bar beside each row: the share of its attention that lay outside the window and was cut off.',
  usual: true,
  marks: ({ cutOff }) => (cutOff ? [{ kind: 'bars', along: 'rows', values: cutOff, full: 1, colour: 'window' }] : []),
  tell: ({ cutOff }, { t }) => {
    const share = cutOff?.[t]
    return share === undefined || Number.isNaN(share) ? '' : `window cuts off ${(100 * share).toFixed(1)} %`
  },
}
