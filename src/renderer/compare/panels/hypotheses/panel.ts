import type { PanelDefinition } from '../panel.ts'
import HypothesesPanel from './HypothesesPanel.vue'
import { hypothesesOptions } from './options.ts'

export const hypothesesPanel = {
  kind: 'hypotheses',
  title: 'Hypotheses',
  description:
    'The beam of one run as a tree: what was kept, what was pruned and where, and what else might have come.',
  options: hypothesesOptions,
  ownControls: ['run', 'prefix', 'ends'],
  width: 12,
  height: { share: 0.6, least: 320 },
  component: HypothesesPanel,
} satisfies PanelDefinition
