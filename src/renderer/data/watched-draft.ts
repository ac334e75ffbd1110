import { type ShallowRef, shallowRef } from 'vue'
import { type JsonObject, isJsonObject } from '../../shared/config/assign.ts'
import { WATCHED_CHARACTERS } from '../../shared/config/evaluation.ts'
import { announce } from '../ui/announcer.ts'
import { plural } from '../ui/format.ts'
import { useDraft } from '../settings/draft.ts'
import { valueAt } from '../settings/paths.ts'

const PATH = 'evaluation.watched.sentences'

export interface WatchedDraft {
  /** What was done last, with the way back. */
  readonly said: Readonly<ShallowRef<{ readonly text: string; undo(): void; dismiss(): void } | null>>
  /** Puts a sentence among those that the runs of the draft watch. */
  watchSentence(source: string, target: string): void
}

/** The watched sentences of the draft, from where sentences are chosen. */
export function useWatchedDraft(): WatchedDraft {
  const draft = useDraft()
  const said = shallowRef<WatchedDraft['said']['value']>(null)
  const dismiss = () => (said.value = null)

  function tell(text: string, undo?: () => void): void {
    announce(text)
    said.value = {
      text,
      dismiss,
      undo() {
        undo?.()
        dismiss()
      },
    }
  }

  return {
    said,
    watchSentence(source, target) {
      const list = valueAt(draft.overrides.value, PATH)
      const before: JsonObject[] = Array.isArray(list) ? list.filter(isJsonObject) : []
      if ([source, target].some((text) => Array.from(text).length > WATCHED_CHARACTERS)) {
        tell(`A watched sentence has at most ${WATCHED_CHARACTERS} characters a side; this one has more.`)
        return
      }
      if (before.some((one) => one.source === source && one.target === target)) {
        tell('The next runs watch it already')
        return
      }
      draft.set(PATH, [...before, { source, ...(target !== '' && { target }) }])
      const all = plural(before.length + 1, 'sentence')
      tell(`The next runs watch it: ${all} chosen by you`, () => {
        if (before.length > 0) draft.set(PATH, before)
        else draft.reset(PATH)
      })
    },
  }
}
