import type { PanelDefinition } from '../panel.ts'
import MapsPanel from './MapsPanel.vue'
import { mapsOptions } from './options.ts'

export const mapsPanel = {
  kind: 'maps',
  title: 'Attention maps',
  description: 'Where each run looks while it writes the sentence, side by side at the cursor.',
  options: mapsOptions,
  ownControls: ['mode', 'layer', 'head', 'scale', 'ceiling', 'zoom'],
  width: 6,
  height: { share: 0.54, least: 290 },
  component: MapsPanel,
} satisfies PanelDefinition
