import { type ShallowRef, onScopeDispose, shallowRef, watch } from 'vue'
import type { JsonObject } from '../../shared/config/assign.ts'
import type { CutText } from '../../shared/contract/datasets.ts'
import { useHost } from '../client/inject.ts'

export interface Sides<T> {
  readonly source: T
  readonly target: T
}

/** Rest after the last key before a text is cut. */
const REST = 150

/** How a run on these data cuts a text of each side; null until that is known, and while the data cannot be used. */
export function useCutTexts(
  data: () => JsonObject,
  texts: () => Sides<string>,
): Readonly<ShallowRef<Sides<CutText> | null>> {
  const host = useHost()
  const cut = shallowRef<Sides<CutText> | null>(null)
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    [data, texts],
    () => {
      clearTimeout(timer)
      turn += 1
      timer = setTimeout(() => void ask(turn), REST)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    turn += 1
    clearTimeout(timer)
  })

  async function ask(mine: number): Promise<void> {
    const { source, target } = texts()
    const found = await host.api.datasets
      .tokenize({ data: data(), source: [source], target: [target] })
      .catch(() => null) // what is wrong with the data is said where they are read
    if (mine !== turn) return
    const [one, other] = [found?.source[0], found?.target[0]]
    cut.value = one && other ? { source: one, target: other } : null
  }

  return cut
}
