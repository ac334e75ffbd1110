import { type InjectionKey, type ShallowRef, shallowRef } from 'vue'
import { provided } from '../client/inject.ts'

export interface Undo {
  readonly offered: Readonly<ShallowRef<{ readonly text: string; undo(): void } | null>>
  /** Says what was done, with the way back, until that is taken, dismissed, or something else was done. */
  offer(text: string, undo: () => void): void
  /** Says no more of it. */
  dismiss(): void
}

export const undoKey: InjectionKey<Undo> = Symbol('undo')
export const useUndo = (): Undo => provided(undoKey)

export function createUndo(): Undo {
  const offered = shallowRef<Undo['offered']['value']>(null)
  const dismiss = () => (offered.value = null)
  return {
    offered,
    dismiss,
    offer(text, undo) {
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
