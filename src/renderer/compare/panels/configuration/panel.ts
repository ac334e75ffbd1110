import { z } from 'zod'
import type { PanelDefinition } from '../panel.ts'
import ConfigurationPanel from './ConfigurationPanel.vue'

export const configurationPanel = {
  kind: 'configuration',
  title: 'Configurations',
  description: 'What the configurations of the runs differ in, with the defaults.',
  options: z.object({}),
  width: 12,
  height: { share: 0.5, least: 240 },
  component: ConfigurationPanel,
} satisfies PanelDefinition
