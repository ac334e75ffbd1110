import type { PanelDefinition } from '../panel.ts'
import CurvesPanel from './CurvesPanel.vue'
import { curvesOptions } from '../../../../shared/board/curves-panel.ts'

export const curvesPanel = {
  kind: 'curves',
  title: 'Curves',
  description: 'Metrics over the course of training, or over each other: all runs, or the means of groups.',
  options: curvesOptions,
  ownControls: ['charts', 'axis', 'range', 'logarithmic', 'smoothing', 'smoothAll', 'ignoreOutliers', 'band'],
  shared: ['axis', 'logarithmic', 'range'],
  width: 12,
  height: { share: 0.5, least: 320 },
  component: CurvesPanel,
} satisfies PanelDefinition
