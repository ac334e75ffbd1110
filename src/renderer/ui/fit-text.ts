import { cutToFit } from './middle.ts'
import { whenPaper } from './paper.ts'

/** Of a pixel less than the whole text takes nobody sees anything. What is cut has none: of that, CSS would take the end. */
const SLACK = 0.5
const CUT = 'data-cut'

let pen: CanvasRenderingContext2D | null | undefined
const fitted = new Set<Element>()
let observer: ResizeObserver | undefined

function observe(): ResizeObserver {
  whenPaper(() => cutAll([...fitted].map((element) => [element, element.clientWidth])))
  return new ResizeObserver((entries) => {
    cutAll(entries.map(({ target, contentRect }) => [target, contentRect.width]))
  })
}

/** All are looked at before one is changed, so that nothing is laid out anew in between. */
function cutAll(rooms: readonly (readonly [element: Element, room: number])[]): void {
  const found = rooms.map(([element, room]) => [element, cutOf(element, room)] as const)
  for (const [element, cut] of found) {
    if (cut === null) element.removeAttribute(CUT)
    else if (element.getAttribute(CUT) !== cut) element.setAttribute(CUT, cut)
  }
}

/**
 * Puts into `data-cut` of an element what of its text fits into its width, now and whenever that is another one; nothing where all
 * of it does. The element has the width of its whole text, or of the room there is. To be called again when its text is another.
 */
export function fitText(element: HTMLElement): void {
  observer ??= observe()
  observer.unobserve(element) // what is observed anew is told of once, when everything has been laid out
  observer.observe(element)
  fitted.add(element)
}

export function leaveText(element: HTMLElement): void {
  observer?.unobserve(element)
  fitted.delete(element)
}

function cutOf(element: Element, room: number): string | null {
  if (!element.hasAttribute(CUT) && element.scrollWidth <= element.clientWidth) return null
  pen ??= document.createElement('canvas').getContext('2d')
  if (!pen) return null
  const { fontStyle, fontWeight, fontSize, fontFamily, letterSpacing } = getComputedStyle(element)
  pen.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`
  pen.letterSpacing = letterSpacing === 'normal' ? '0px' : letterSpacing
  const { textContent: text } = element
  const shown = cutToFit(text, (form) => (pen?.measureText(form).width ?? 0) <= room + (form === text ? SLACK : 0))
  return shown === text ? null : shown
}
