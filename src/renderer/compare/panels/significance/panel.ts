import { significanceOptions } from '../../../../shared/board/compared-panels.ts'
import type { PanelDefinition } from '../panel.ts'
import SignificancePanel from './SignificancePanel.vue'

export const significancePanel = {
  kind: 'significance',
  title: 'Significance',
  description: 'Whether chance may have made the differences from the baseline, by paired bootstrap resampling.',
  options: significanceOptions,
  ownControls: ['metric', 'by'],
  asksHost: ['rows', 'checkpoint'],
  asksOutputs: ['resamples', 'seed', 'tokenizer', 'smoothing'],
  width: 12,
  height: { share: 0.5, least: 260 },
  component: SignificancePanel,
} satisfies PanelDefinition
