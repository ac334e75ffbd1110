import { cutToFit } from './middle.ts'

/** Of a pixel less than it takes nobody sees anything. */
const SLACK = 0.5
const CUT = 'data-cut'

let pen: CanvasRenderingContext2D | null | undefined
// All are looked at before one is changed, so that nothing is laid out anew in between.
const observer = new ResizeObserver((entries) => {
  const found = entries.map(({ target, contentRect }) => [target, cutOf(target, contentRect.width)] as const)
  for (const [element, cut] of found) {
    if (cut === null) element.removeAttribute(CUT)
    else if (element.getAttribute(CUT) !== cut) element.setAttribute(CUT, cut)
  }
})

/**
 * Puts into `data-cut` of an element what of its text fits into its width, now and whenever that is another one; nothing where all
 * of it does. The element has the width of its whole text, or of the room there is. To be called again when its text is another.
 */
export function fitText(element: HTMLElement): void {
  observer.unobserve(element) // what is observed anew is told of once, when everything has been laid out
  observer.observe(element)
}

export function leaveText(element: HTMLElement): void {
  observer.unobserve(element)
}

function cutOf(element: Element, room: number): string | null {
  if (!element.hasAttribute(CUT) && element.scrollWidth <= element.clientWidth) return null
  pen ??= document.createElement('canvas').getContext('2d')
  if (!pen) return null
  const { fontStyle, fontWeight, fontSize, fontFamily, letterSpacing } = getComputedStyle(element)
  pen.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`
  pen.letterSpacing = letterSpacing === 'normal' ? '0px' : letterSpacing
  const { textContent: text } = element
  const shown = cutToFit(text, (form) => (pen?.measureText(form).width ?? 0) <= room + SLACK)
  return shown === text ? null : shown
}
