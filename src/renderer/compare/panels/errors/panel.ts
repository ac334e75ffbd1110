import { errorsOptions } from '../../../../shared/board/compared-panels.ts'
import type { PanelDefinition } from '../panel.ts'
import ErrorsPanel from './ErrorsPanel.vue'

export const errorsPanel = {
  kind: 'errors',
  title: 'Errors',
  description:
    'How often runs are wrong, by length, rare and unknown words, position or rows of the dataset; a bar leads to its pairs.',
  options: errorsOptions,
  ownControls: ['by', 'rows', 'metric'],
  asksHost: ['checkpoint'],
  asksOutputs: ['resamples'],
  width: 12,
  height: { share: 0.45, least: 280 },
  component: ErrorsPanel,
} satisfies PanelDefinition
