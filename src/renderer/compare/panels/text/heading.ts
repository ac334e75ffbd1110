/** A text in Markdown without the heading that it begins with, which is empty where it begins with none. */
export function splitHeading(text: string): { readonly heading: string; readonly body: string } {
  const lines = text.split(/\r\n|[\n\r]/)
  const first = lines.findIndex((line) => line.trim() !== '')
  const line = lines[first] ?? ''
  const marks = /^ {0,3}#{1,6}(?=[ \t]|$)/.exec(line)
  if (!marks) return { heading: '', body: text }
  const words = line
    .slice(marks[0].length)
    .trim()
    .split(/[ \t]+/)
  // Marks at the end belong to the heading's own, where a space parts them from its words.
  if (/^#+$/.test(words.at(-1) ?? '')) words.pop()
  return { heading: words.join(' ').replaceAll(/[*`]/g, ''), body: lines.slice(first + 1).join('\n') }
}
