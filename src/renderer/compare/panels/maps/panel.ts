import type { PanelDefinition } from '../panel.ts'
import MapsPanel from './MapsPanel.vue'
import { mapsOptions } from './options.ts'

export const mapsPanel = {
  kind: 'maps',
  title: 'Attention maps',
  description: 'Where each run looks while it writes the sentence, side by side at the cursor, and how they differ.',
  options: mapsOptions,
  ownControls: Object.keys(mapsOptions.shape),
  width: 6,
  height: { share: 0.5, least: 290 },
  component: MapsPanel,
} satisfies PanelDefinition
