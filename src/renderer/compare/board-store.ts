import { type ComputedRef, type InjectionKey, type ShallowRef, computed, onScopeDispose, shallowRef, watch } from 'vue'
import { type BoardAddress, boardAddress, boardAt } from '../../shared/board/address.ts'
import { type Board, type BoardCursor, EMPTY_BOARD } from '../../shared/board/board.ts'
import { groupRuns } from '../../shared/board/groups.ts'
import type { SavedBoard } from '../../shared/contract/boards.ts'
import { toErrorData } from '../../shared/errors.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import type { HostClient } from '../client/client.ts'
import { provided } from '../client/inject.ts'
import type { RunLabels } from '../../shared/labels/labels.ts'
import type { AnswerStore } from '../history/answer-store.ts'
import type { RunStore } from '../history/run-store.ts'
import type { SnapshotStore } from '../history/snapshot-store.ts'
import { useIdentities, useLabels } from '../history/use-labels.ts'
import { type RunColour } from '../ui/colours.ts'
import { createFrameQueue } from '../ui/frame.ts'
import type { AddressBar } from './address-bar.ts'
import { boardColours, groupColours } from './board-colours.ts'
import { type LabelledGroup, labelledGroups } from './board-groups.ts'
import { useBoardSteps } from './board-steps.ts'

/** Milliseconds that the cursor rests before the address says where: browsers refuse to be told a hundred times a second. */
const REST = 250

/** All but the cursor. */
const CONTENT = ['name', 'runs', 'baseline', 'grouping', 'sentences', 'panels'] as const

export interface BoardStore {
  /** What is shown. */
  readonly board: Readonly<ShallowRef<Board>>
  /** The same while only the cursor moves; so are these parts of it, for what need not be made anew then. */
  readonly content: ComputedRef<Board>
  readonly listed: ComputedRef<Board['runs']>
  readonly grouping: ComputedRef<Board['grouping']>
  readonly baseline: ComputedRef<Board['baseline']>
  /** The saved one that it was opened from, as it was then. */
  readonly saved: Readonly<ShallowRef<SavedBoard | null>>
  /** False while a saved board is being read, or could not be; then nothing of it is shown, and the address stays. */
  readonly ready: Readonly<ShallowRef<boolean>>
  /** Why the saved board of the address could not be read. */
  readonly error: Readonly<ShallowRef<unknown>>
  /** What of it was not understood, in words. */
  readonly notes: ShallowRef<readonly string[]>
  /** How many boards were opened so far: what is told of one, such as that it could not be imported, is none of the next. */
  readonly opened: Readonly<ShallowRef<number>>
  /** Runs of the board that exist, in its order; the same list until another one is on it. */
  readonly ids: ComputedRef<readonly RunId[]>
  /** The same with all that is known of them; renewed while they train. */
  readonly runs: ComputedRef<readonly RunSummary[]>
  /** Runs of the board that are not in the history, or not any more. */
  readonly missing: ComputedRef<readonly RunId[]>
  /** What tells the runs apart, or what the user called them. */
  readonly labels: ComputedRef<RunLabels>
  /** As the grouping of the board says; their runs are as when they were grouped, only who they are is up to date. */
  readonly groups: ComputedRef<readonly LabelledGroup[]>
  readonly highlighted: ShallowRef<RunId | null>
  /** Where the cursor can stop; see `useBoardSteps`. */
  readonly steps: ComputedRef<readonly number[]>
  /** Where the cursor stands; null while no run has come anywhere. */
  readonly step: ComputedRef<number | null>
  moveCursor(step: number | 'latest'): void
  /** The other half of the cursor. */
  chooseSentence(sentence: BoardCursor['sentence']): void
  /** Which validation pairs are looked at, as a query. */
  choosePairs(where: string): void
  /** A change that Back takes back; `quietly`, one of the many that make up a zoom, and Back takes back what was before. */
  change(make: (board: Board) => Board, how?: { readonly quietly?: boolean }): void
  /** Shows another board, which was opened from `saved`, or from nothing. */
  open(board: Board, saved: SavedBoard | null, notes?: readonly string[]): void
  /** The board stays what it is; what it was saved as is another one now. */
  rebase(saved: SavedBoard | null): void
  /** Shows what was saved elsewhere meanwhile; the cursor stays. */
  follow(saved: SavedBoard): void
  colour(run: RunId): RunColour
}

export const boardStoreKey: InjectionKey<BoardStore> = Symbol('board')
export const useBoard = (): BoardStore => provided(boardStoreKey)

/** The board of a window: what its address says, and what was changed since. */
export function createBoardStore({
  host,
  runs: history,
  snapshots,
  answers,
  address,
}: {
  readonly host: HostClient
  readonly runs: RunStore
  readonly snapshots: SnapshotStore
  readonly answers: Pick<AnswerStore, 'version' | 'checkpoints'>
  readonly address: AddressBar
}): BoardStore {
  const board = shallowRef<Board>(EMPTY_BOARD)
  const saved = shallowRef<SavedBoard | null>(null)
  const ready = shallowRef(false)
  const error = shallowRef<unknown>(null)
  const notes = shallowRef<readonly string[]>([])
  const opened = shallowRef(0)
  const highlighted = shallowRef<RunId | null>(null)
  const addressNow = () => boardAddress(board.value, saved.value)

  /** What was written last: until it stands in the address, the cursor may have moved on. */
  let written: BoardAddress | null = null
  function tell(how: 'push' | 'replace'): void {
    written = addressNow()
    void address.write(written, how)
  }

  let asked = 0
  async function read(to: BoardAddress): Promise<void> {
    const mine = ++asked
    opened.value += 1
    written = null
    let base = saved.value?.id === to.saved ? saved.value : null
    error.value = null
    if (to.saved !== null && !base) {
      ready.value = false
      try {
        base = await host.api.boards.get({ board: to.saved })
      } catch (reason) {
        if (mine !== asked) return
        error.value = reason
        // One that is gone leaves what was changed of it. One that could not be read is asked for again.
        if (toErrorData(reason).code !== 'not-found') {
          saved.value = null
          board.value = EMPTY_BOARD
          notes.value = []
          return
        }
      }
    }
    if (mine !== asked) return
    const former = saved.value?.id === base?.id && ready.value ? board.value.cursor : null
    saved.value = base
    try {
      const found = boardAt(to.changes, base?.board ?? null)
      // Back and Forward walk through what was changed; the cursor is not part of that.
      const keep = former !== null && address.walked()
      board.value = keep ? { ...found.board, cursor: former } : found.board
      notes.value = [...(base?.notes ?? []), ...found.notes]
      if (keep) writeSoon()
    } catch (reason) {
      board.value = base?.board ?? EMPTY_BOARD
      error.value = reason
    }
    ready.value = true
  }
  watch(
    [address.now, () => host.connection.value.generation] as const,
    ([to]) => {
      const isKnown = to && [addressNow(), written].some((one) => one && sameAddress(to, one))
      if (to && (!ready.value || error.value !== null || !isKnown)) void read(to)
      else if (!to) ready.value = true
    },
    { immediate: true },
  )

  let timer: ReturnType<typeof setTimeout> | undefined
  function writeSoon(): void {
    clearTimeout(timer)
    timer = setTimeout(write, REST)
  }
  function write(): void {
    if (ready.value && address.now.value && !sameAddress(address.now.value, addressNow())) {
      tell('replace')
    }
  }
  onScopeDispose(() => {
    clearTimeout(timer)
  })

  let wanted: number | 'latest' | null = null
  const settleCursor = createFrameQueue(takeCursor)
  function takeCursor(): void {
    const to = wanted
    wanted = null
    if (to === null || to === board.value.cursor.step) return
    board.value = { ...board.value, cursor: { ...board.value.cursor, step: to } }
    writeSoon()
  }

  function show(next: Board, base: SavedBoard | null, how: 'push' | 'replace' = 'push'): void {
    asked += 1 // What is still being read comes too late
    clearTimeout(timer)
    saved.value = base
    board.value = next
    ready.value = true
    error.value = null
    tell(how)
  }

  // Each of these stays the same while the cursor moves, so that nothing which hangs on it is made anew.
  const content = computed<Board>((old) => {
    const same = old && CONTENT.every((part) => old[part] === board.value[part])
    return same ? old : board.value
  })
  const listed = computed(() => board.value.runs)
  const grouping = computed(() => board.value.grouping)
  const baseline = computed(() => board.value.baseline)
  const cursor = computed(() => board.value.cursor.step)
  const known = computed(() => listed.value.flatMap(({ run }) => history.byId.value.get(run) ?? []))
  const ids = computed<readonly RunId[]>((old) => {
    const now = known.value.map(({ run }) => run)
    return old?.length === now.length && now.every((run, i) => run === old[i]) ? old : now
  })
  // Nor does it while runs train, which renews all that is known of them several times a second.
  const identities = useIdentities(() => known.value)
  const colours = computed<ReadonlyMap<RunId, RunColour>>((old) => {
    const now =
      grouping.value.by === 'nothing'
        ? boardColours(listed.value, history.byId.value)
        : groupColours(groupRuns(identities.value, grouping.value), listed.value, history.byId.value)
    const isSame = ([run, { css, dash }]: [RunId, RunColour]) =>
      old?.get(run)?.css === css && old.get(run)?.dash === dash
    return old?.size === now.size && [...now].every(isSame) ? old : now
  })
  const colour = (run: RunId) => colours.value.get(run) ?? history.colour(run)
  const told = useLabels(() => identities.value)
  const labels = computed((): RunLabels => {
    const given = listed.value.flatMap(({ run, label }) => (label ? [[run, label] as const] : []))
    return given.length === 0 ? told.value : { ...told.value, labels: new Map([...told.value.labels, ...given]) }
  })

  const missing = computed(() =>
    history.loaded.value ? listed.value.flatMap(({ run }) => (history.byId.value.has(run) ? [] : run)) : [],
  )
  const labelOf = (run: RunId) => labels.value.labels.get(run) ?? run
  const groups = computed(() => labelledGroups(identities.value, { grouping: grouping.value }, labelOf, colour))

  watch(ids, (now) => snapshots.follow(now), { immediate: true })
  watch(ids, (now) => {
    if (highlighted.value !== null && !now.includes(highlighted.value)) highlighted.value = null
  })
  const isOwn = computed(() => board.value.cursor.sentence.kind === 'own')
  const steps = useBoardSteps({ ids, isOwn, snapshots, answers })
  const furthest = computed(() => known.value.reduce((most, { step }) => Math.max(most, step), steps.value.at(-1) ?? 0))
  const step = computed(() => {
    if (ids.value.length === 0) return null
    return cursor.value === 'latest' ? furthest.value : cursor.value
  })

  return {
    board,
    content,
    listed,
    grouping,
    baseline,
    saved,
    ready,
    error,
    notes,
    opened,
    ids,
    runs: known,
    missing,
    labels,
    groups,
    highlighted,
    steps,
    step,
    moveCursor(to) {
      wanted = to
      settleCursor()
    },
    choosePairs(where) {
      if (where === board.value.cursor.where) return
      board.value = { ...board.value, cursor: { ...board.value.cursor, where } }
      writeSoon()
    },
    chooseSentence(sentence) {
      board.value = { ...board.value, cursor: { ...board.value.cursor, sentence } }
      writeSoon()
    },
    change(make, { quietly = false } = {}) {
      takeCursor()
      show(make(board.value), saved.value, quietly ? 'replace' : 'push')
    },
    open(next, base, told = []) {
      opened.value += 1
      show(next, base)
      notes.value = told
    },
    rebase(base) {
      saved.value = base
      tell('replace')
    },
    follow(base) {
      saved.value = base
      board.value = { ...base.board, cursor: board.value.cursor }
      notes.value = base.notes
      tell('replace')
    },
    colour,
  }
}

function sameAddress(a: BoardAddress, b: BoardAddress): boolean {
  return a.saved === b.saved && a.changes === b.changes
}
