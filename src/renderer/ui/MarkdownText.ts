import MarkdownIt, { type Token } from 'markdown-it'
import { type FunctionalComponent, type VNodeChild, h } from 'vue'

// Markup of HTML is text here, and no picture is loaded: a note comes from anywhere, with the history it stands in.
const reader = new MarkdownIt({ html: false, linkify: true }).disable('image')

/** Elements that may come of Markdown, each without attributes. */
const ALLOWED = new Set([
  ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'hr', 'br', 'pre', 'code'],
  ...['strong', 'em', 's', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
])

/**
 * A text in Markdown as elements, made one by one of what is allowed and never from HTML. Links go only to http and https,
 * and open outside.
 */
const MarkdownText: FunctionalComponent<{ text: string }> = ({ text }) =>
  h('div', { class: 'markdown' }, childrenOf(reader.parse(text, {})))
MarkdownText.props = ['text']
export default MarkdownText

function childrenOf(tokens: readonly Token[]): VNodeChild[] {
  const children: VNodeChild[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]
    if (!token) continue
    const end = token.nesting === 1 ? endOf(tokens, at) : at
    const inner = tokens.slice(at + 1, end)
    children.push(elementOf(token, inner))
    at = end
  }
  return children
}

/** Where what opens here is closed. */
function endOf(tokens: readonly Token[], start: number): number {
  let depth = 0
  for (let at = start; at < tokens.length; at += 1) {
    depth += tokens[at]?.nesting ?? 0
    if (depth === 0) return at
  }
  return tokens.length
}

function elementOf(token: Token, inner: readonly Token[]): VNodeChild {
  switch (token.type) {
    case 'inline':
      return childrenOf(token.children ?? [])
    case 'text':
      return token.content
    case 'softbreak':
      return '\n'
    case 'code_inline':
      return h('code', token.content)
    case 'fence':
    case 'code_block':
      return h('pre', h('code', token.content))
    case 'link_open':
      return linkTo(String(token.attrGet('href') ?? ''), childrenOf(inner))
    case 'paragraph_open':
      // Of a list that is set close, the paragraphs are not seen.
      return token.hidden ? childrenOf(inner) : h('p', childrenOf(inner))
    default:
      return ALLOWED.has(token.tag) ? h(headingBelow(token.tag), childrenOf(inner)) : [token.content, childrenOf(inner)]
  }
}

/** The page has headings of its own above those of a note. */
function headingBelow(tag: string): string {
  const [, level] = /^h([1-6])$/.exec(tag) ?? []
  return level === undefined ? tag : `h${Math.min(Number(level) + 2, 6)}`
}

function linkTo(href: string, children: VNodeChild[]): VNodeChild {
  const isWeb = URL.canParse(href) && ['http:', 'https:'].includes(new URL(href).protocol)
  return isWeb ? h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, children) : h('span', children)
}
