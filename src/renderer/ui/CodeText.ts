import { type FunctionalComponent, h } from 'vue'

/** A sentence as errors say it: what stands in it between backticks, such as a command, is code. */
const CodeText: FunctionalComponent<{ text: string }> = ({ text }) =>
  codeParts(text).map(({ code, part }) => (code ? h('code', part) : part))
CodeText.props = ['text']
export default CodeText

/** Its parts in order. A backtick that is left over, as in a file's name, is only that. */
export function codeParts(text: string): { readonly code: boolean; readonly part: string }[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) => (/^`.+`$/s.test(part) ? { code: true, part: part.slice(1, -1) } : { code: false, part }))
}
