import type { PanelDefinition } from '../panel.ts'
import EditsPanel from './EditsPanel.vue'
import { editsOptions } from './options.ts'

export const editsPanel = {
  kind: 'edits',
  title: 'Edit and see',
  description: 'The sentence at the cursor changed token by token: what each run makes of it before and after.',
  options: editsOptions,
  ownControls: ['of', 'tokens', 'masked', 'prefix', 'ends', 'maps'],
  width: 12,
  height: { share: 0.6, least: 320 },
  component: EditsPanel,
} satisfies PanelDefinition
