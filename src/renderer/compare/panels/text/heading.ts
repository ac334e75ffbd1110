/** A text in Markdown without the heading that it begins with, which is empty where it begins with none. */
export function splitHeading(text: string): { readonly heading: string; readonly body: string } {
  const [whole, heading = ''] = /^\s*#{1,6}[ \t]+(.*?)[ \t#]*(?:\n|$)/.exec(text) ?? ['']
  return { heading: heading.replaceAll(/[*`]/g, ''), body: text.slice(whole.length) }
}
