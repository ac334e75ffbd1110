import fc from 'fast-check'
import { type VNodeChild, isVNode } from 'vue'
import { expect, it } from 'vitest'
import MarkdownText from './MarkdownText.ts'

interface Element {
  readonly tag: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly text: string
}

/** Every element that a text becomes. */
function elements(text: string): Element[] {
  const found: Element[] = []
  const walk = (node: VNodeChild): string => {
    if (Array.isArray(node)) return node.map((one) => walk(one)).join('')
    if (!isVNode(node)) return node === null || node === undefined ? '' : String(node)
    const { children } = node
    const inner = Array.isArray(children) ? walk(children) : typeof children === 'string' ? children : ''
    if (typeof node.type === 'string') found.push({ tag: node.type, attributes: node.props ?? {}, text: inner })
    return inner
  }
  walk(MarkdownText({ text }, { attrs: {}, slots: {}, emit: () => undefined }) as VNodeChild)
  return found
}
const whole = (text: string) => elements(text).at(-1)?.text ?? ''

it('makes elements of Markdown', () => {
  const tags = elements('# Seen\n\n- **one** `x`\n- _two_\n\n> said\n\n```\ncode\n```\n').map(({ tag }) => tag)
  expect(tags).toEqual(['h3', 'strong', 'code', 'li', 'em', 'li', 'ul', 'p', 'blockquote', 'code', 'pre', 'div'])
})

it('shows markup of HTML as text', () => {
  const hostile =
    '<script>alert(1)</script> <img src=x onerror=alert(1)> <b onclick="x">b</b>\n\n<iframe src="https://a.b"></iframe>'
  expect(whole(hostile)).toContain('<img src=x onerror=alert(1)>')
  expect(elements(hostile).map(({ tag }) => tag)).not.toContain('script')
  expect(elements(hostile).every(({ tag }) => ['p', 'div', 'a'].includes(tag))).toBe(true)
})

it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '#/runs', 'vbscript:x', 'JaVaScRiPt:x'])(
  'links to no %s',
  (target) => {
    expect(elements(`[click](${target}) <${target}>`).filter(({ tag }) => tag === 'a')).toEqual([])
  },
)

it('links to the web, outside and without telling where from', () => {
  const links = elements('[one](https://a.example/x) http://b.example').filter(({ tag }) => tag === 'a')
  expect(links.map(({ attributes }) => attributes)).toEqual([
    { href: 'https://a.example/x', target: '_blank', rel: 'noopener noreferrer' },
    { href: 'http://b.example', target: '_blank', rel: 'noopener noreferrer' },
  ])
})

it('loads no picture', () => {
  expect(elements('![x](https://a.example/x.png)').map(({ tag }) => tag)).not.toContain('img')
})

it('of any text makes nothing but what is allowed, with no attribute but those of links', () => {
  const pieces = [
    '<',
    '>',
    'script',
    'a',
    ' ',
    '"',
    '[',
    ']',
    '(',
    ')',
    '!',
    'javascript:',
    'http://x.y',
    '\n',
    '|',
    '-',
    '#',
    '`',
    '*',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
      for (const { tag, attributes } of elements(parts.join(''))) {
        expect(['script', 'img', 'iframe', 'style', 'svg']).not.toContain(tag)
        if (tag === 'a') expect(String(attributes.href)).toMatch(/^https?:/i)
        else if (tag !== 'div') expect(attributes).toEqual({})
      }
    }),
  )
})
