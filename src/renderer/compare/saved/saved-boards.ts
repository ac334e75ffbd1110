import {
  type ComputedRef,
  type InjectionKey,
  type Ref,
  type ShallowRef,
  computed,
  onScopeDispose,
  shallowRef,
  watch,
} from 'vue'
import { toJsonBoard } from '../../../shared/board/board-file.ts'
import { BOARD_BOUNDS, type Board, EMPTY_BOARD } from '../../../shared/board/board.ts'
import type { BoardSummary, SavedBoard } from '../../../shared/contract/boards.ts'
import { toErrorData } from '../../../shared/errors.ts'
import type { HostClient } from '../../client/client.ts'
import { provided } from '../../client/inject.ts'
import { sameButCursor } from '../board-edits.ts'
import type { BoardStore } from '../board-store.ts'
import type { Undo } from '../../ui/undo.ts'
import { createAttempts } from '../../ui/attempts.ts'

export interface SavedBoards {
  /** Last saved first. */
  readonly list: Readonly<ShallowRef<readonly BoardSummary[]>>
  readonly error: ShallowRef<unknown>
  readonly busy: Ref<boolean>
  /** Whether the board shown differs from what was saved, or was never saved and holds something; the cursor aside. */
  readonly changed: ComputedRef<boolean>
  /** The board shown was saved elsewhere since it was opened here, and was changed here too. */
  readonly conflict: ComputedRef<boolean>
  /** Saves what is shown over the saved one; with `anyway` also where that was saved elsewhere meanwhile. */
  save(anyway?: boolean): Promise<boolean>
  saveAs(name: string): Promise<boolean>
  open(id: string): Promise<boolean>
  rename(id: string, name: string): Promise<boolean>
  duplicate(id: string): Promise<boolean>
  remove(id: string): Promise<boolean>
  /** Throws away what was changed since it was saved. */
  revert(): Promise<boolean>
  /** A new board without runs. */
  startAnew(): void
  /** The board with this id as it is saved. */
  get(id: string): Promise<SavedBoard>
}

export const savedBoardsKey: InjectionKey<SavedBoards> = Symbol('saved boards')
export const useSavedBoards = (): SavedBoards => provided(savedBoardsKey)

/** The boards of the history, and what becomes of the one shown when one of them changes. */
export function createSavedBoards(host: HostClient, board: BoardStore, undo: Undo): SavedBoards {
  const list = shallowRef<readonly BoardSummary[]>([])
  const { error, busy, attempt } = createAttempts()
  watch(board.opened, () => (error.value = null), { flush: 'sync' })
  const boards = () => host.api.boards
  const changed = computed(() => !sameButCursor(board.content.value, board.saved.value?.board ?? EMPTY_BOARD))
  const newer = computed(() => {
    const { value: saved } = board.saved
    return saved !== null && list.value.some(({ id, updated }) => id === saved.id && updated > saved.updated)
  })

  /** Another window, or the command line, has saved or deleted: what is not changed here follows. */
  async function follow(now: readonly BoardSummary[]): Promise<void> {
    list.value = now
    const { value: saved } = board.saved
    if (!saved || busy.value) return
    if (!now.some(({ id }) => id === saved.id)) {
      board.rebase(null)
      board.notes.value = [`The board “${saved.name}” was deleted elsewhere; what you see is not saved any more.`]
    } else if (newer.value && !changed.value) {
      const fresh = await boards()
        .get({ board: saved.id })
        .catch(() => null)
      if (fresh && isStillUnchanged(fresh.id)) board.follow(fresh)
    }
  }
  /** What was so before the host answered need not be so after. */
  const isStillUnchanged = (id: string) => board.saved.value?.id === id && !changed.value
  const off = host.on('boards', ({ boards: now }) => void follow(now))
  onScopeDispose(off)
  watch(
    () => host.connection.value.generation,
    async (generation) => {
      if (generation === 0) return
      try {
        await follow(await boards().list())
      } catch (reason) {
        error.value = reason
      }
    },
    { immediate: true },
  )

  const store = (shown: Board, over: { id?: string; expected?: number } = {}) =>
    boards().save({ board: toJsonBoard(shown), ...over })

  const isUnsaved = () => board.saved.value === null

  return {
    list,
    error,
    busy,
    changed,
    conflict: computed(() => newer.value && changed.value),
    save: (anyway = false) =>
      attempt(async () => {
        const { value: saved } = board.saved
        if (!saved) return
        board.rebase(await store(board.board.value, { id: saved.id, ...(!anyway && { expected: saved.updated }) }))
      }),
    saveAs: (name) =>
      attempt(async () => {
        const saved = await store({ ...board.board.value, name })
        board.open(saved.board, saved)
      }),
    open: (id) =>
      attempt(async () => {
        const saved = await boards().get({ board: id })
        board.open(saved.board, saved, saved.notes)
      }),
    rename: (id, name) =>
      attempt(async () => {
        const saved = await boards().get({ board: id })
        // Also what a newer Saccade put there and this one does not know.
        const renamed = await boards().save({ board: { ...saved.json, name }, id, expected: saved.updated })
        if (board.saved.value?.id !== id) return
        // As it was kept: on one line.
        board.change((now) => ({ ...now, name: renamed.board.name }))
        board.rebase(renamed)
      }),
    duplicate: (id) =>
      attempt(async () => {
        const saved = await boards().get({ board: id })
        const name = `${saved.name.slice(0, BOARD_BOUNDS.name - COPY.length)}${COPY}`
        const copy = await boards().save({ board: { ...saved.json, name } })
        board.open(copy.board, copy, copy.notes)
      }),
    remove: (id) =>
      attempt(async () => {
        // What cannot be read cannot be brought back.
        const unreadable = list.value.some((one) => one.id === id && one.unreadable !== undefined)
        const saved = unreadable ? null : await boards().get({ board: id })
        await boards().remove({ board: id })
        const shown = board.saved.value?.id === id
        if (shown) board.rebase(null)
        if (!saved) return
        const bringBack = () =>
          attempt(async () => {
            const back = await boards().save({ board: saved.json, id, created: saved.created })
            if (shown && isUnsaved()) board.rebase(back)
          })
        undo.offer(`“${saved.name}” deleted.`, () => void bringBack(), { lasting: true })
      }),
    revert: () =>
      attempt(async () => {
        const { value: saved } = board.saved
        const before = board.board.value
        const fresh = saved ? await boards().get({ board: saved.id }) : null
        board.open(fresh?.board ?? EMPTY_BOARD, fresh, fresh?.notes)
        undo.offer('Changes thrown away.', () => board.open(before, fresh))
      }),
    startAnew() {
      board.open(EMPTY_BOARD, null)
    },
    get: (id) => boards().get({ board: id }),
  }
}

const COPY = ' (copy)'

/** Whether saving failed since the board was saved elsewhere meanwhile. */
export function isConflict(reason: unknown): boolean {
  return reason !== null && toErrorData(reason).code === 'wrong-state'
}
