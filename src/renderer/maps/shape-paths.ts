import type { Inks, Shape } from './shapes.ts'

const SVG = 'http://www.w3.org/2000/svg'

/**
 * Shapes as paths of the page, one each: a browser draws them beside the main thread, and only where they have changed. Text is
 * none of them.
 */
export function paintPaths(into: SVGSVGElement, shapes: readonly Shape[], inks: Inks): void {
  while (into.children.length > shapes.length) into.lastChild?.remove()
  shapes.forEach((shape, i) => {
    const path = into.children[i] ?? into.appendChild(document.createElementNS(SVG, 'path'))
    const isLine = shape.kind === 'lines'
    set(path, 'd', pathOf(shape))
    set(path, 'fill', isLine ? 'none' : inks[shape.ink])
    set(path, 'stroke', isLine ? inks[shape.ink] : 'none')
    set(path, 'stroke-width', isLine ? String(shape.width) : '0')
    set(path, 'stroke-dasharray', isLine && shape.dash ? shape.dash.join(' ') : 'none')
    set(path, 'stroke-opacity', isLine && shape.faint ? '0.5' : '1')
  })
}

function set(path: Element, name: string, value: string): void {
  if (path.getAttribute(name) !== value) path.setAttribute(name, value)
}

/** Hundredths of a pixel are more than is seen, and shorter to read. */
const round = (value: number) => Math.round(value * 100) / 100

function pathOf(shape: Shape): string {
  if (shape.kind === 'boxes') {
    return shape.boxes.map(([x, y, w, h]) => `M${round(x)} ${round(y)}h${round(w)}v${round(h)}h${-round(w)}z`).join('')
  }
  if (shape.kind === 'text') return ''
  const end = shape.closed ? 'z' : ''
  return shape.lines.map((line) => `M${line.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}${end}`).join('')
}
