import type { PanelDefinition } from '../panel.ts'
import ErrorsPanel from './ErrorsPanel.vue'
import { errorsOptions } from './options.ts'

export const errorsPanel = {
  kind: 'errors',
  title: 'Errors',
  description:
    'How often runs are wrong, by length, rare and unknown words, position or rows of the dataset; a bar leads to its pairs.',
  options: errorsOptions,
  ownControls: ['by', 'rows', 'metric'],
  width: 12,
  height: { share: 0.45, least: 280 },
  component: ErrorsPanel,
} satisfies PanelDefinition
