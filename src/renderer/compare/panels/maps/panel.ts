import type { PanelDefinition } from '../panel.ts'
import MapsPanel from './MapsPanel.vue'
import { mapsOptions } from './options.ts'

export const mapsPanel = {
  kind: 'maps',
  title: 'Attention maps',
  description: 'Where each run looks while it writes the sentence, side by side at the cursor.',
  options: mapsOptions,
  width: 12,
  height: 420,
  component: MapsPanel,
} satisfies PanelDefinition
