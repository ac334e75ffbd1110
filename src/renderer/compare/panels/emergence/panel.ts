import type { PanelDefinition } from '../panel.ts'
import EmergencePanel from './EmergencePanel.vue'
import { emergenceOptions } from './options.ts'

export const emergencePanel = {
  kind: 'emergence',
  title: 'Emergence',
  description: 'How attention comes about: what is measured of the kept maps, step by step, of all heads or of each.',
  options: emergenceOptions,
  ownControls: ['show', 'measure', 'mode', 'sentences', 'range', 'band'],
  shared: ['range'],
  width: 12,
  height: { share: 0.46, least: 280 },
  component: EmergencePanel,
} satisfies PanelDefinition
