/** What axe-core finds on a page. Run in the page itself and asked for violations alone, it takes a fifth of the time. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'

const FIRST = ['wcag2a', 'wcag2aa']
const RULES = {
  levels: [...FIRST, 'wcag21a', 'wcag21aa', 'wcag22aa'],
  first: FIRST,
  colours: ['color-contrast'],
} as const

export interface Audit {
  /**
   * The rules to look at: those of levels A and AA; of these, the first that there were; all, advice among them; or
   * colours alone, as nothing else is another in the other theme.
   */
  readonly rules?: keyof typeof RULES | 'all'
  /** The parts of the page to look at, instead of all of it. */
  readonly within?: readonly string[]
  /** What is left out: the many that are like the few before them, as each takes its time. */
  readonly without?: readonly string[]
}

/** One line for each rule that is broken: its name, and what breaks it. */
export async function violationsOf(
  page: Page,
  { rules = 'levels', within, without = [] }: Audit = {},
): Promise<string[]> {
  if (await page.evaluate<boolean>('globalThis.axe === undefined')) await page.evaluate(axe.source)
  // A colour on its way to another is neither of them.
  await page.evaluate(
    `document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish())`,
  )
  const options = {
    resultTypes: ['violations'],
    preload: false, // it would fetch the styles, for a rule of experiments and for media
    ...(rules !== 'all' && { runOnly: RULES[rules] }),
    // An experiment of axe-core, but level A: who speaks to a button says what stands on it.
    ...(rules === 'levels' && { rules: { 'label-content-name-mismatch': { enabled: true } } }),
  }
  const context = { ...(within && { include: within }), exclude: without }
  return page.evaluate<
    string[]
  >(`axe.run(${JSON.stringify(context)}, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.map(({ id, impact, nodes }) =>
      [id, ' (', impact, '): ', nodes.map(({ target, html }) => target.join(' ') + ' ' + html.slice(0, 200)).join(', ')].join('')))`)
}
