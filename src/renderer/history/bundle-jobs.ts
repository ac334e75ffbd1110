import { type ShallowRef, computed, effectScope, shallowRef } from 'vue'
import { boardFileName, toJsonBoard } from '../../shared/board/board-file.ts'
import type { Board } from '../../shared/board/board.ts'
import type { BundledCheckpoints, ImportedBundle } from '../../shared/contract/bundles.ts'
import type { BoardId } from '../../shared/contract/boards.ts'
import type { SweepId } from '../../shared/contract/sweeps.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { TaskProgress } from '../../shared/contract/task.ts'
import { SaccadeError, toErrorData } from '../../shared/errors.ts'
import type { HostClient } from '../client/client.ts'
import { useHost } from '../client/inject.ts'
import { pathOf, sendFile } from '../client/send-file.ts'
import { save } from '../ui/hand-over.ts'

/** What is to be exported: runs, or a board or a sweep with its runs. */
export interface BundleWish {
  readonly name: string
  readonly runs: readonly RunId[]
  readonly board?: BoardId
  readonly sweep?: SweepId
}

/** What became of a piece of work. */
export type BundleOutcome =
  | { readonly kind: 'exported'; readonly name: string; readonly bytes: number; readonly notes: readonly string[] }
  | { readonly kind: 'imported'; readonly name: string; readonly come: ImportedBundle }
  | { readonly kind: 'failed'; readonly title: string; readonly error: unknown }

/** What the window is doing with a bundle or a page; one at a time. */
export type BundleState =
  | { readonly kind: 'asked'; readonly wish: BundleWish }
  | {
      readonly kind: 'working'
      readonly title: string
      readonly progress: Pick<TaskProgress, 'text' | 'done' | 'total'>
    }
  /** What came of all that was done since the dialog was closed last. */
  | { readonly kind: 'done'; readonly outcomes: readonly BundleOutcome[] }

export interface BundleJobs {
  readonly state: Readonly<ShallowRef<BundleState | null>>
  /** Names of files that come in after what is asked or done now. */
  readonly waiting: Readonly<ShallowRef<readonly string[]>>
  /** Asks what is to go along. */
  ask(wish: BundleWish): void
  exportNow(wish: BundleWish, checkpoints: BundledCheckpoints): Promise<void>
  /** Takes files in, one after the other and after those that wait. */
  importFiles(files: readonly File[]): void
  /** Says why something was not done. */
  refuse(title: string, error: unknown): void
  /** Saves a board as a page that any browser shows without Saccade. */
  exportPage(board: Board): Promise<void>
  /** Gives up what is being done; what waits goes on. */
  cancel(): void
  /** Leaves out a file that waits. */
  leaveOut(index: number): void
  close(): void
}

/** Gives up what the host does under this name. */
type Stop = (named: { readonly task: string }) => Promise<void>

const made = new WeakMap<HostClient, BundleJobs>()

/** Bundles that this window writes and takes in, and pages that it writes, whatever page is looked at. */
export function useBundleJobs(): BundleJobs {
  const host = useHost()
  let jobs = made.get(host)
  if (!jobs) made.set(host, (jobs = effectScope(true).run(() => createBundleJobs(host)) ?? createBundleJobs(host)))
  return jobs
}

function createBundleJobs(host: HostClient): BundleJobs {
  const { api } = host
  const state = shallowRef<BundleState | null>(null)
  const queue = shallowRef<readonly File[]>([])
  let outcomes: readonly BundleOutcome[] = []
  let current: { readonly task: string; readonly ending: AbortController; readonly stop: Stop } | null = null

  const follow = (progress: TaskProgress) => {
    if (current?.task === progress.task && state.value?.kind === 'working') state.value = { ...state.value, progress }
  }
  host.on('bundleProgress', follow)
  host.on('reportProgress', follow)

  /** One piece of work, which may be given up; what it comes to is shown. */
  async function work(
    title: string,
    failed: string,
    does: (task: string, signal: AbortSignal) => Promise<BundleOutcome>,
    stop: Stop = api.bundles.stop,
  ) {
    if (current) return
    const { task, ending } = (current = { task: crypto.randomUUID(), ending: new AbortController(), stop })
    state.value = { kind: 'working', title, progress: { text: 'Beginning', done: 0, total: 0 } }
    try {
      outcomes = [...outcomes, await does(task, ending.signal)]
    } catch (error) {
      const givenUp = ending.signal.aborted && toErrorData(error).code === 'aborted'
      if (!givenUp) outcomes = [...outcomes, { kind: 'failed', title: failed, error }]
    } finally {
      current = null
      settle()
    }
  }

  /** What waits comes next; where nothing does, all that came of it is shown. */
  function settle(): void {
    const [file, ...others] = queue.value
    if (file) {
      queue.value = others
      void importFile(file)
    } else {
      state.value = outcomes.length > 0 ? { kind: 'done', outcomes } : null
    }
  }

  function importFile(file: File) {
    const { name } = file
    return work(`Importing ${name}`, `${name} was not imported`, async (task, signal) => {
      const there = pathOf(file)
      const onSent = (bytes: number) => told('handing it over', bytes, file.size)
      const path = there ?? (await sendFile(host, file, { onSent, signal })).path
      return { kind: 'imported', name, come: await api.bundles.import({ path, handedOver: there === null, task }) }
    })
  }

  const told = (text: string, done: number, total: number) => {
    if (state.value?.kind === 'working') state.value = { ...state.value, progress: { text, done, total } }
  }

  return {
    state,
    waiting: computed(() => queue.value.map(({ name }) => name)),
    ask(wish) {
      if (!current) state.value = { kind: 'asked', wish }
    },
    exportNow({ name, runs, board, sweep }, checkpoints) {
      return work(`Exporting ${name}`, `${name} could not be exported`, async (task, signal) => {
        const { file, bytes, notes } = await api.bundles.prepare({ runs: [...runs], board, sweep, checkpoints, task })
        try {
          const pieces: Uint8Array<ArrayBuffer>[] = []
          for (let offset = 0; offset < bytes;) {
            if (signal.aborted) throw new SaccadeError('aborted', 'The export was given up')
            const piece = new Uint8Array(await api.bundles.piece({ file, offset }))
            pieces.push(piece)
            offset += piece.length
            told('handing it over', offset, bytes)
          }
          save(new Blob(pieces, { type: 'application/zip' }), fileName(name))
        } finally {
          await api.bundles.release({ file })
        }
        return { kind: 'exported', name: fileName(name), bytes, notes }
      })
    },
    importFiles(files) {
      queue.value = [...queue.value, ...files]
      if (!current && state.value?.kind !== 'asked') settle()
    },
    refuse(title, error) {
      outcomes = [...outcomes, { kind: 'failed', title, error }]
      if (!current && state.value?.kind !== 'asked') settle()
    },
    exportPage(board) {
      const name = board.name || 'the board'
      const make = async (task: string, signal: AbortSignal): Promise<BundleOutcome> => {
        const { page, notes } = await api.boards.report({ board: toJsonBoard(board), task })
        if (signal.aborted) throw new SaccadeError('aborted', 'The export was given up')
        const file = boardFileName(board).replace(/\.json$/, '.html')
        save(new Blob([new Uint8Array(page)], { type: 'text/html' }), file)
        return { kind: 'exported', name: file, bytes: page.length, notes: notes.map((note) => `${note}.`) }
      }
      return work(`Exporting ${name} as a page`, `${name} could not be exported`, make, api.boards.stopReport)
    },
    cancel() {
      if (!current) return
      current.ending.abort()
      current.stop({ task: current.task }).catch(() => undefined)
    },
    leaveOut(index) {
      queue.value = queue.value.filter((_, at) => at !== index)
    },
    close() {
      if (current) return
      if (state.value?.kind === 'done') outcomes = []
      settle()
    },
  }
}

/** A name for the file of a bundle. */
function fileName(name: string): string {
  const stem = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-|-$/g, '')
  return `${stem === '' ? 'runs' : stem}.saccade.zip`
}
