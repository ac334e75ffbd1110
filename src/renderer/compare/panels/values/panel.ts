import type { PanelDefinition } from '../panel.ts'
import ValuesPanel from './ValuesPanel.vue'
import { valuesOptions } from './options.ts'

export const valuesPanel = {
  kind: 'values',
  title: 'Values',
  description: 'Each run or group in a row: metrics at the cursor, at their best, and against the baseline.',
  options: valuesOptions,
  ownControls: ['metrics', 'sort'],
  width: 6,
  height: { share: 0.5, least: 290 },
  component: ValuesPanel,
} satisfies PanelDefinition
