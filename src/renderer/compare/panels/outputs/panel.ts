import type { PanelDefinition } from '../panel.ts'
import OutputsPanel from './OutputsPanel.vue'
import { outputsOptions } from './options.ts'

export const outputsPanel = {
  kind: 'outputs',
  title: 'Outputs',
  description:
    'What the runs say of the validation pairs, and of the watched sentences at the cursor, beside each other.',
  options: outputsOptions,
  ownControls: ['of', 'sort', 'descending'],
  asksHost: ['checkpoint'],
  width: 12,
  height: { share: 0.6, least: 320 },
  component: OutputsPanel,
} satisfies PanelDefinition
