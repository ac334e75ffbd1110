import { z } from 'zod'
import type { PanelDefinition } from '../panel.ts'
import CurvesPanel from './CurvesPanel.vue'

export const curvesPanel = {
  kind: 'curves',
  title: 'Curves',
  description: 'Metrics over the course of training, all runs over each other.',
  options: z.object({}),
  width: 12,
  height: 300,
  component: CurvesPanel,
} satisfies PanelDefinition
