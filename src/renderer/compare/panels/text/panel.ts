import type { PanelDefinition } from '../panel.ts'
import TextPanel from './TextPanel.vue'
import { splitHeading } from './heading.ts'
import { textOptions } from './options.ts'

export const textPanel = {
  kind: 'text',
  title: 'Text',
  description: 'What you write about the comparison, in Markdown.',
  options: textOptions,
  ownControls: ['text'],
  titleOf: ({ text }) => splitHeading(text).heading,
  width: 12,
  height: 'content',
  component: TextPanel,
} satisfies PanelDefinition<typeof textOptions>
