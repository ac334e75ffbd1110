import { type ComputedRef, computed, onBeforeUnmount, onMounted, shallowReactive } from 'vue'

/** Something that can be done by its name, by keys, or both. */
export interface Command {
  /** Unique among those that are there at the same time. */
  readonly id: string
  /** As a command: “Compare the newest runs”. */
  readonly title: string
  /** Where it holds: `Everywhere`, or the name of a page. */
  readonly group: string
  /**
   * Such as `?`, `Mod+K` (Ctrl, or Cmd on a Mac) or `G D` for one after the other. Where there is no `run`, the control
   * that has the focus sees to the keys itself, and they only stand in the help.
   */
  readonly keys?: readonly string[]
  readonly run?: () => unknown
  /** False while it cannot be done. */
  readonly enabled?: () => boolean
}

const sources = shallowReactive(new Set<() => readonly Command[]>())

/** Offers commands while the component is there; the list is read anew whenever what it depends on changes. */
export function useCommands(list: () => readonly Command[]): void {
  onMounted(() => sources.add(list))
  onBeforeUnmount(() => sources.delete(list))
}

/** Every command that is there now, in the order of the components that offer them. */
export const commands: ComputedRef<readonly Command[]> = computed(() => [...sources].flatMap((list) => list()))

export const canRun = ({ run, enabled }: Command): boolean => run !== undefined && (enabled?.() ?? true)

/** The commands whose titles hold all the words, those that begin with the first of them first. */
export function findCommands<Named extends { readonly title: string }>(list: readonly Named[], text: string): Named[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = list.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)))
  const [first = ''] = words
  const begins = ({ title }: Named) => title.toLowerCase().startsWith(first)
  return [...fits.filter(begins), ...fits.filter((one) => !begins(one))]
}
