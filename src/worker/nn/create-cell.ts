import type { Cell, CellKind } from './cell.ts'
import { createGru } from './gru.ts'
import { createLstm } from './lstm.ts'
import type { Parameters } from './parameters.ts'

export interface CellSettings {
  readonly cell: CellKind
  /** Units a direction. */
  readonly hidden: number
  /** Added to an LSTM's forget gate's bias at the start. */
  readonly forgetBias: number
}

export function createCell(
  { cell, hidden, forgetBias }: CellSettings,
  parameters: Parameters,
  name: string,
  inputs: number,
): Cell {
  return cell === 'gru'
    ? createGru(parameters, name, inputs, hidden)
    : createLstm(parameters, name, inputs, hidden, forgetBias)
}
