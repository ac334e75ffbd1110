import type { Side } from '../shape.ts'

export const RNN = { gru: 'nn.GRU', lstm: 'nn.LSTM' } as const

/** How the state of a stack is called in Python. */
export function namesOf({ cell, directions }: Pick<Side, 'cell' | 'directions'>) {
  const rows = directions === 2 ? '[2 * layers, batch, hidden]' : '[layers, batch, hidden]'
  return cell === 'lstm'
    ? { state: 'states (h, c)', rows, parts: ['hidden', 'cell'] as const }
    : { state: 'states', rows, parts: ['hidden'] as const }
}
