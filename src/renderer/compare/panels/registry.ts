import type { BoardPanel } from '../../../shared/board/board.ts'
import { configurationPanel } from './configuration/panel.ts'
import { curvesPanel } from './curves/panel.ts'
import { mapsPanel } from './maps/panel.ts'
import { valuesPanel } from './values/panel.ts'
import { type PanelDefinition, newPanel } from './panel.ts'

/** Every kind of panel, in the order in which they are offered. */
export const PANELS: readonly PanelDefinition[] = [curvesPanel, valuesPanel, mapsPanel, configurationPanel]

const BY_KIND = new Map(PANELS.map((panel) => [panel.kind, panel]))

export function panelOf(kind: string): PanelDefinition | undefined {
  return BY_KIND.get(kind)
}

/** What a board shows that says nothing of panels. */
export const USUAL_PANELS: readonly BoardPanel[] = [curvesPanel, valuesPanel, mapsPanel].map((panel) => ({
  ...newPanel(panel),
  id: panel.kind,
}))
