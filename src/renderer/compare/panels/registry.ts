import type { Board, BoardPanel } from '../../../shared/board/board.ts'
import { configurationPanel } from './configuration/panel.ts'
import type { BoardEdit } from '../board-edits.ts'
import { emergencePanel } from './emergence/panel.ts'
import { curvesPanel } from './curves/panel.ts'
import { errorsPanel } from './errors/panel.ts'
import { editsPanel } from './edits/panel.ts'
import { hypothesesPanel } from './hypotheses/panel.ts'
import { mapsPanel } from './maps/panel.ts'
import { outputsPanel } from './outputs/panel.ts'
import { significancePanel } from './significance/panel.ts'
import { textPanel } from './text/panel.ts'
import { valuesPanel } from './values/panel.ts'
import { type PanelDefinition, newPanel } from './panel.ts'

/** Every kind of panel, in the order in which they are offered. */
export const PANELS: readonly PanelDefinition[] = [
  curvesPanel,
  valuesPanel,
  mapsPanel,
  outputsPanel,
  errorsPanel,
  editsPanel,
  hypothesesPanel,
  emergencePanel,
  configurationPanel,
  significancePanel,
  textPanel,
]

const BY_KIND = new Map(PANELS.map((panel) => [panel.kind, panel]))

export function panelOf(kind: string): PanelDefinition | undefined {
  return BY_KIND.get(kind)
}

/** What a board shows that says nothing of panels. */
const USUAL_PANELS: readonly BoardPanel[] = [curvesPanel, valuesPanel, mapsPanel].map((panel) => ({
  ...newPanel(panel),
  id: panel.kind,
}))

/** The panels that a board shows. */
export function shownPanels({ panels }: Pick<Board, 'panels'>): readonly BoardPanel[] {
  return panels.length > 0 ? panels : USUAL_PANELS
}

/** An edit of the panels that a board shows, which are on it from then on. */
export function onPanels(edit: BoardEdit): BoardEdit {
  return (board) => edit({ ...board, panels: [...shownPanels(board)] })
}
