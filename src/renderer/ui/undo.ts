import { type InjectionKey, type ShallowRef, shallowRef } from 'vue'
import { provided } from '../client/inject.ts'

export interface Undo {
  readonly offered: Readonly<ShallowRef<{ readonly text: string; undo(): void } | null>>
  /**
   * Says what was done, with the way back, until that is taken, dismissed, or something else was done. What was done to
   * the thing shown, such as a board, can be taken back there alone: when that changes, or another is shown, the offer
   * ends. `lasting`, it stays.
   */
  offer(text: string, undo: () => void, how?: { readonly lasting?: boolean }): void
  /** The thing shown is another one. */
  pass(): void
  /** Says no more of it. */
  dismiss(): void
}

export const undoKey: InjectionKey<Undo> = Symbol('undo')
export const useUndo = (): Undo => provided(undoKey)

export function createUndo(): Undo {
  const offered = shallowRef<Undo['offered']['value']>(null)
  let stays = false
  const dismiss = () => (offered.value = null)
  return {
    offered,
    dismiss,
    pass() {
      if (!stays) dismiss()
    },
    offer(text, undo, { lasting = false } = {}) {
      stays = lasting
      offered.value = {
        text,
        undo() {
          dismiss()
          undo()
        },
      }
    },
  }
}
