import type { Alignment } from '../../shared/contract/attention.ts'
import type { TaskFamily, TaskSettings } from './task.ts'

/** A name for symbol number `index`: letters while they last, else numbers. Names sort as their numbers do. */
function symbolName(index: number, symbols: number): string {
  return symbols <= 26 ? String.fromCharCode(97 + index) : String(index)
}

/**
 * Families of tasks whose target is the source's symbols in another order: one family a length, symbols drawn evenly.
 * Source and target are symbols with spaces between; each target token has one sure link, to where it came from.
 */
export function symbolFamilies(
  settings: TaskSettings,
  orderOf: (symbols: readonly number[]) => number[],
): TaskFamily[] {
  const lengths = Array.from(
    { length: settings.maximumLength - settings.minimumLength + 1 },
    (_, i) => settings.minimumLength + i,
  )
  return lengths.map((length) => ({
    size: settings.symbols ** length,
    draw(random) {
      const drawn = Array.from({ length }, () => random.integer(settings.symbols))
      const names = drawn.map((symbol) => symbolName(symbol, settings.symbols))
      const order = orderOf(drawn)
      return {
        source: names.join(' '),
        target: order.map((position) => names[position]).join(' '),
        alignment: alignmentOf(order),
      }
    },
  }))
}

function alignmentOf(order: readonly number[]): Alignment {
  const links = order.map((source, target) => [source, target] as const)
  return { sure: links, possible: links }
}
