import { type FunctionalComponent, h } from 'vue'
import { lazyComponent } from '../ui/lazy.ts'

/** The text as it was written. */
const PlainText: FunctionalComponent<{ text: string }> = ({ text }) => h('div', { class: 'markdown unread' }, text)
PlainText.props = ['text']

/** A note in Markdown, whose reader comes when there is a first note; what was written where it does not come. */
export const MarkdownText = lazyComponent('What shows Markdown', () => import('../ui/MarkdownText.ts'), PlainText)
